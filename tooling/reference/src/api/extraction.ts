import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from "@microsoft/api-extractor";
import type { EntryPoint } from "../workspace.ts";
import { mayGoWithoutComment } from "./undocumented.ts";

/** What one entry point offers, as text. */
export interface ApiReport {
  readonly entryPoint: EntryPoint;
  readonly text: string;
  /** Public symbols and methods without a doc comment, each with its place. */
  readonly undocumented: readonly string[];
}

/** What the packages are compiled with, as far as it decides what their declarations mean. */
const compilerOptions = {
  target: "es2022",
  lib: ["es2023", "esnext.disposable"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

/**
 * Reads the built declarations of all entry points. A type that is used but exported nowhere is
 * shown in the first report of its package that names it, so that no change of it goes unseen.
 */
export function extractReports(root: string, entryPoints: readonly EntryPoint[]): ApiReport[] {
  for (const { declarations } of entryPoints)
    if (!existsSync(declarations))
      throw new Error(`${relative(root, declarations)} is not there: run "pnpm build" first`);
  const folder = mkdtempSync(join(tmpdir(), "ettl-api-"));
  try {
    const [first, ...others] = entryPoints.map((one) => configuration(root, folder, one, false));
    if (first === undefined) return [];
    const compilerState = CompilerState.create(first, {
      additionalEntryPoints: others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
    });
    const extract = (entryPoint: EntryPoint, showsHidden: boolean) =>
      extraction(configuration(root, folder, entryPoint, showsHidden), compilerState, root);
    const plain = entryPoints.map((entryPoint) => ({
      entryPoint,
      ...extract(entryPoint, false),
    }));
    const shown = new Set<string>();
    for (const { entryPoint, text } of plain)
      for (const name of declaredNames(text)) shown.add(`${entryPoint.packageFolder} ${name}`);
    return plain.map(({ entryPoint, text, hidden, undocumented }) => {
      const isNew = (name: string) => !shown.has(`${entryPoint.packageFolder} ${name}`);
      if (!hidden.some(isNew)) return { entryPoint, text, undocumented };
      const whole = withHidden(extract(entryPoint, true).text, isNew);
      for (const name of declaredNames(whole)) shown.add(`${entryPoint.packageFolder} ${name}`);
      return { entryPoint, text: whole, undocumented };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configuration(root: string, folder: string, entryPoint: EntryPoint, showsHidden: boolean) {
  const { packageFolder, declarations, report } = entryPoint;
  const reports = join(folder, relative(root, packageFolder));
  for (const kind of ["former", "now"]) mkdirSync(join(reports, kind), { recursive: true });
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(packageFolder, "package.json"),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: packageFolder,
      mainEntryPointFilePath: declarations,
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions, files: [declarations] } },
      apiReport: {
        enabled: true,
        includeForgottenExports: showsHidden,
        reportFileName: basename(report),
        reportFolder: join(reports, "former"),
        reportTempFolder: join(reports, "now"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          // Their lines would change the report whenever one is added above them.
          "ae-undocumented": { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: false },
          "ae-forgotten-export": { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: false },
          // All that is exported is public.
          "ae-missing-release-tag": { logLevel: ExtractorLogLevel.None },
        },
      },
    },
  });
}

function extraction(config: ExtractorConfig, compilerState: CompilerState, root: string) {
  const hidden: string[] = [];
  const undocumented: string[] = [];
  const messageCallback = (message: ExtractorMessage) => {
    const { messageId, text, sourceFilePath, sourceFileLine, logLevel } = message;
    message.handled = true;
    const [, name] = /"([^"]+)"/.exec(text) ?? [];
    const place = sourceFilePath && `${relative(root, sourceFilePath)}:${sourceFileLine}`;
    if (logLevel === "error") throw new Error(`${place ?? ""} ${text}`.trim());
    if (name === undefined || sourceFilePath === undefined) return;
    if (messageId === "ae-forgotten-export") hidden.push(name);
    if (messageId === "ae-undocumented" && !mayGoWithoutComment(sourceFilePath, sourceFileLine))
      undocumented.push(`${place}: "${name}" has no doc comment`);
  };
  Extractor.invoke(config, { compilerState, localBuild: true, messageCallback });
  return { text: readFileSync(config.reportTempFilePath, "utf8"), hidden, undocumented };
}

const declaration =
  /^(export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|function) ([\w$]+)/gm;

function declaredNames(report: string): string[] {
  return [...report.matchAll(declaration)].map(([, , name = ""]) => name);
}

/** The report without hidden declarations that another one shows. */
function withHidden(report: string, isNew: (name: string) => boolean): string {
  const blocks = report.split("\n\n").filter((block) => {
    const declared = [...block.matchAll(declaration)];
    return declared.every(([, exported, name = ""]) => exported !== undefined || isNew(name));
  });
  return blocks.join("\n\n");
}
