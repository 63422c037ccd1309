import type { PageView } from "../page-context.ts";
import { Icon } from "./icons.tsx";

/** What is shown in place of a page that is not there, or can't be now. */
export function missingPage(message: string): PageView {
  return {
    page: "missing",
    title: "Not found",
    subjects: [],
    body: (
      <section class="empty err">
        <h1>
          <Icon name="warn" />
          This page can't be shown
        </h1>
        <p>{message}</p>
        <p>
          <a href="/">Go to the overview</a>
        </p>
      </section>
    ),
  };
}
