import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { BlockProblem } from "../block-problem.ts";
import { root } from "../repository.ts";

interface Compose {
  readonly services?: Readonly<Record<string, { profiles?: readonly string[] } | null>>;
}

/** Files, services and profiles that `docker compose` is told of: those of the file's folder, or of `docker/`. */
export function checkComposeNames(code: string, document: string): void {
  for (const [, words = ""] of code.matchAll(/\bdocker compose\b([^|;&\n]*)/g)) {
    const files = [...words.matchAll(/(?:\s-f|--file)[ =](\S+)/g)].map(([, name = ""]) => name);
    const services = new Map(
      (files.length > 0 ? files : ["compose.yaml"]).flatMap((name) =>
        Object.entries((parse(readCompose(name, document)) as Compose).services ?? {}),
      ),
    );
    const profiles = [...services.values()].flatMap((service) => service?.profiles ?? []);
    for (const [, name = ""] of words.matchAll(/--profile[ =](\S+)/g))
      if (!profiles.includes(name)) throw new BlockProblem(`there is no profile "${name}"`);
    const named =
      /\bcp (?:\S+ )?([\w-]+):/.exec(words) ??
      /\b(?:exec|logs|restart|stop|kill|run)(?: -\S+)* ([a-z][\w-]*)/.exec(words);
    if (named && !services.has(named[1] ?? ""))
      throw new BlockProblem(`there is no service "${named[1]}"`);
  }
}

function readCompose(name: string, document: string): string {
  const places = [join(dirname(document), name), join(root, name), join(root, "docker", name)];
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw new BlockProblem(`there is no ${name}`);
  return readFileSync(place, "utf8");
}

/** Objects that `kubectl` is told of, such as `deployment/ettl-monitor`: in the manifests, or made by the block. */
export function checkKubernetesNames(code: string): void {
  const folder = join(root, "docker/kubernetes");
  for (const [whole, kind = "", name = ""] of code.matchAll(
    /(?<=[\s=])(deployment|service|cronjob|job|configmap|secret|pod)\/([\w-]+)/g,
  )) {
    if (new RegExp(`\\bcreate ${kind}(?: generic)? ${name}\\b`).test(code)) continue;
    if (!manifests(folder).some((one) => one === `${kind}/${name}`))
      throw new BlockProblem(`no manifest has a ${whole}`);
  }
}

function manifests(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return manifests(path);
    if (!/\.ya?ml$/.test(entry.name)) return [];
    return parseAllDocuments(readFileSync(path, "utf8")).map((document) => {
      const { kind, metadata } = (document.toJS() ?? {}) as {
        kind?: string;
        metadata?: { name?: string };
      };
      return `${kind?.toLowerCase()}/${metadata?.name}`;
    });
  });
}
