import type { PageContext, PageView } from "../page-context.ts";
import { Icon } from "../shell/icons.tsx";

interface LoginOptions {
  /** Where it leads to: a path of this monitor. */
  readonly next: string;
  /** Why the last attempt failed. */
  readonly problem?: string | undefined;
}

/** Takes a token for a cookie. */
export function loginPage(context: PageContext, options: LoginOptions): PageView {
  return {
    page: "login",
    title: "Log in",
    subjects: [],
    body: (
      <section class="login" aria-labelledby="h1">
        <h1 id="h1">Log in</h1>
        <Content context={context} options={options} />
      </section>
    ),
  };
}

const Content = ({
  context: { hasLogin, isLoggedIn, scope },
  options: { next, problem },
}: {
  readonly context: PageContext;
  readonly options: LoginOptions;
}) => {
  if (!hasLogin)
    return (
      <>
        <p>This monitor has no tokens: everybody may read, nobody may operate.</p>
        <p>Set monitoring.auth_token to silence and to test from here.</p>
        <p>
          <a href={next}>Go on</a>
        </p>
      </>
    );
  const isIn = isLoggedIn && scope !== undefined;
  return (
    <>
      {isIn && (
        <>
          <p id="logged-in">
            <Icon name="ok" class="s-ok" />{" "}
            {scope === "operate"
              ? "You are logged in, and may read and operate."
              : "You are logged in, and may read. To operate, log in with another token."}{" "}
            <a href={next}>Go on</a>
          </p>
          <form method="post" action="/logout">
            <button type="submit" class="btn">
              Log out
            </button>
          </form>
        </>
      )}
      {problem !== undefined && (
        <p class="notice err" role="alert" id="problem">
          <Icon name="warn" />
          {problem}
        </p>
      )}
      {!(isIn && scope === "operate") && (
        <form method="post" action="/login" class="lf">
          <input type="hidden" name="next" value={next} />
          {/* By which those who keep passwords know it. */}
          <input
            type="text"
            name="username"
            value="ettl monitor"
            autocomplete="username"
            hidden
            readonly
          />
          <label>
            Token
            <input
              type="password"
              name="token"
              required
              autocomplete="current-password"
              aria-describedby="token-is"
            />
          </label>
          <p id="token-is" class="q">
            The monitoring.auth_token or read_token of its configuration. A login holds for 12
            hours.
          </p>
          <button type="submit" class="btn pri">
            Log in
          </button>
        </form>
      )}
    </>
  );
};
