import { alnum, base64, digit, dot, hex, tokenChar, upper, word } from "./characters.ts";

/** The shape of the tokens of one issuer: how they begin, and what follows at the least. */
export interface TokenShape {
  readonly prefix: string;
  /** The class of the characters after the prefix. */
  readonly body: number;
  /** The least number of them. */
  readonly min: number;
  /** The only number of them, with no letter or digit to follow. */
  readonly exact?: number;
  /** Classes of which one must occur among the first of them. */
  readonly needs?: number;
}

const dotted = tokenChar | dot;

function shapes(
  prefixes: string,
  body: number,
  min: number,
  more: Partial<TokenShape> = {},
): TokenShape[] {
  return prefixes.split(" ").map((prefix) => ({ prefix, body, min, ...more }));
}

// Compared in November 2026 with the public rules of gitleaks (github.com/gitleaks/gitleaks,
// config/gitleaks.toml) and of secretlint (github.com/secretlint/secretlint): the prefixes are in one
// of them, whole or in an expression, except those below. Least lengths are this list's own, most of
// them below the rules' so that a token that was cut off is found, too.
//
// In public pages: glrtr- and glwt- (merge requests of GitLab), whsec_ (pages on Stripe), sq0csp-
// (docs.rs/crate/redpatterns). In nothing that was looked through: ATCTT3 ATBB xoxc- xoxd- xwfp-
// sk_org_ FLWSECK- lin_oauth_ ya29. GOCSPX- 1//0 dckr_oat_ xsmtpsib- re_ xai- r8_ shpua_ shptka_ sbp_
// nfp_ CCIPAT_ dt0s01. figu_ CFPAT- and the kinds of dp. but dp.pt.
export const tokenShapes: readonly TokenShape[] = [
  // GitHub, GitLab, Bitbucket and Atlassian
  ...shapes("ghp_ gho_ ghu_ ghr_", word, 30),
  ...shapes("ghs_", dotted, 30),
  ...shapes("github_pat_", word, 30),
  ...shapes(
    "glpat- glptt- gldt- glrt- glrtr- glcbt- glft- glimt- glagent- gloas- glsoat- glffct- glwt-",
    dotted,
    20,
  ),
  ...shapes("GR1348941", tokenChar, 20),
  ...shapes("ATATT3 ATCTT3 ATBB", base64 | tokenChar, 28),
  // Slack
  ...shapes(
    "xoxa- xoxb- xoxc- xoxe- xoxo- xoxp- xoxr- xoxs- xoxe.xoxb- xoxe.xoxp-",
    tokenChar,
    12,
    {
      needs: digit,
    },
  ),
  ...shapes("xoxd- xapp- xwfp-", base64 | tokenChar, 16, { needs: digit }),
  // AWS
  ...shapes("AKIA ASIA ABIA ACCA", digit | upper, 16, { exact: 16 }),
  ...shapes("ABSK", base64, 100),
  // Payment
  ...shapes(
    "sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ sk_org_live_ sk_org_test_",
    word,
    10,
  ),
  ...shapes("whsec_", base64 | word, 20),
  ...shapes("sq0atp- sq0csp-", tokenChar, 20),
  ...shapes("FLWSECK_TEST- FLWSECK-", tokenChar, 12),
  ...shapes("shippo_live_ shippo_test_", hex, 36),
  ...shapes("duffel_live_ duffel_test_", tokenChar, 36),
  ...shapes("EZAK EZTK", alnum, 54),
  ...shapes("lin_api_ lin_oauth_", alnum, 32),
  // Google
  ...shapes("AIza", tokenChar, 33),
  ...shapes("ya29.", dotted, 20),
  ...shapes("GOCSPX-", tokenChar, 20),
  ...shapes("1//0", tokenChar, 30, { needs: digit }),
  // Packages and images
  ...shapes("npm_", alnum, 32),
  ...shapes("pypi-AgE", tokenChar, 40),
  ...shapes("rubygems_", hex, 44),
  ...shapes("dckr_pat_ dckr_oat_", tokenChar, 20),
  ...shapes("AKCp cmVmd", alnum, 50),
  // Mail and messages
  ...shapes("SG.", dotted, 50),
  ...shapes("SK", hex, 32, { exact: 32 }),
  ...shapes("key- pubkey-", hex, 32, { exact: 32 }),
  ...shapes("xkeysib- xsmtpsib-", tokenChar, 60),
  ...shapes("re_", word, 24, { needs: digit }),
  // Models
  ...shapes("sk-", tokenChar, 20, { needs: digit | upper }),
  ...shapes("hf_ api_org_", alnum, 30),
  ...shapes("gsk_ xai- pplx-", alnum, 40),
  ...shapes("r8_", alnum, 36),
  // Clouds, databases and builds
  ...shapes("dop_v1_ doo_v1_ dor_v1_", hex, 40),
  ...shapes("hvs. hvb. hvr.", tokenChar, 20),
  ...shapes("shpat_ shpca_ shppa_ shpss_ shpua_ shptka_", hex, 30),
  ...shapes("HRKU-", tokenChar, 30),
  ...shapes("dapi", hex, 32, { exact: 32 }),
  ...shapes("dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", dotted, 36),
  ...shapes("pscale_tkn_ pscale_oauth_ pscale_pw_", dotted, 30),
  ...shapes("sbp_", hex, 40),
  ...shapes("fo1_ fm1a_ fm1r_ fm2_", base64 | tokenChar, 40),
  ...shapes("tskey-", tokenChar, 20, { needs: digit }),
  ...shapes("pul-", hex, 40, { exact: 40 }),
  ...shapes("pnu_", alnum, 36),
  ...shapes("nfp_", alnum, 36),
  ...shapes("CCIPAT_", tokenChar, 30),
  ...shapes("sgp_", word, 40),
  ...shapes("sha256~", tokenChar, 40),
  // Watching, writing and planning
  ...shapes("dt0c01. dt0s01.", dotted, 60),
  ...shapes("glc_ glsa_", base64 | word, 32),
  ...shapes("NRAK- NRII- NRJS-", tokenChar, 19),
  ...shapes("sntrys_ sntryu_", base64 | word, 50),
  ...shapes("ntn_", alnum, 40),
  ...shapes("figd_ figu_", tokenChar, 36),
  ...shapes("PMAK-", tokenChar, 50),
  ...shapes("rdme_", alnum, 60),
  ...shapes("tfp_", dotted, 50),
  ...shapes("CFPAT-", tokenChar, 40),
  ...shapes("squ_ sqp_ sqa_", alnum, 40),
  // Vaults of people
  ...shapes("ops_eyJ", base64 | word, 100),
  ...shapes("AGE-SECRET-KEY-1", alnum, 50),
];
