import { byId } from "./elements.ts";

const themes = ["auto", "light", "dark"];

/** Makes the button change the theme in place; the returned function does the same. */
export function startTheme(): () => void {
  const { dataset } = document.documentElement;
  const button = byId("theme", HTMLButtonElement);
  const next = () => {
    const theme = after(dataset.theme);
    dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is asynchronous, and not everywhere
    document.cookie = `ettl_theme=${theme}; Path=/; SameSite=Lax; Max-Age=31536000`;
    button?.setAttribute("aria-label", `Theme: ${theme.replace("auto", "automatic")}`);
    // What the form would send.
    button?.setAttribute("value", after(theme));
  };
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    next();
  });
  return next;
}

function after(theme = "auto"): string {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? "auto";
}
