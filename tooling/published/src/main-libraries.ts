/** What one would take without ettl, by package. */
export interface MainLibrary {
  /** As the table calls it; what npm installs. */
  readonly packages: readonly string[];
  /** What a program imports of it; the packages unless given. */
  readonly imports?: readonly string[];
}

const logging = ["pino"];
const metrics = ["prom-client"];
const tracing = ["@opentelemetry/sdk-trace-base", "@opentelemetry/api@1.9"];
const tracingImports = ["@opentelemetry/sdk-trace-base", "@opentelemetry/api"];
const config = ["zod", "smol-toml"];
const health = ["@godaddy/terminus"];
const alerts = ["nodemailer"];

export const mainLibraries: Readonly<Record<string, MainLibrary>> = {
  "@ettl/alerts": { packages: alerts },
  "@ettl/config": { packages: config },
  "@ettl/health": { packages: health },
  "@ettl/logging": { packages: logging },
  "@ettl/metrics": { packages: metrics },
  "@ettl/tracing": { packages: tracing, imports: tracingImports },
  "@ettl/telemetry": {
    packages: [...logging, ...metrics, ...tracing, ...config, ...health, ...alerts],
    imports: [...logging, ...metrics, ...tracingImports, ...config, ...health, ...alerts],
  },
};
