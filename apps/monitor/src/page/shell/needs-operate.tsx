import type { PageContext } from "../page-context.ts";
import { Icon } from "./icons.tsx";
import { backTo } from "./layout.tsx";

/** Whether the forms of a page can be sent by who reads it. */
export function canOperate({ scope }: PageContext): boolean {
  return scope === "operate";
}

/** Why the forms of a page are disabled, and what to do about it; nothing where they are not. */
export const NeedsOperate = ({ context }: { readonly context: PageContext }) => {
  if (canOperate(context)) return null;
  return (
    <p class="needs">
      <Icon name="unknown" />
      {context.hasLogin ? (
        <span>
          You may read only.{" "}
          <a href={`/login?next=${encodeURIComponent(backTo(context))}`}>
            Log in with a token that may operate
          </a>{" "}
          to silence and to test from here.
        </span>
      ) : (
        <span>Set monitoring.auth_token to silence and to test from here.</span>
      )}
    </p>
  );
};
