import { type Theme, themes } from "../page-context.ts";
import { Icon } from "./icons.tsx";

/** Chooses the next look; `back` is where the form leads back to. */
export const ThemeButton = ({ theme, back }: { readonly theme: Theme; readonly back: string }) => (
  <form method="post" action="/actions/theme">
    <input type="hidden" name="back" value={back} />
    <button
      type="submit"
      class="ib"
      id="theme"
      name="theme"
      value={themes[(themes.indexOf(theme) + 1) % themes.length]}
      aria-label={`Theme: ${theme === "auto" ? "automatic" : theme}`}
    >
      <Icon name="theme" />
    </button>
  </form>
);
