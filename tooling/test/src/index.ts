export { type AlertmanagerServer, startAlertmanager } from "./alertmanager-server.ts";
export { type Certificate, selfSignedCertificate } from "./certificate.ts";
export {
  type DecodedJaegerBatch,
  type DecodedJaegerSpan,
  decodedJaeger,
  type JaegerTags,
} from "./decoded-jaeger.ts";
export {
  type DecodedSpan,
  decodedOtlp,
  type TypedAttributes,
  type TypedValue,
} from "./decoded-otlp.ts";
export { eventually } from "./eventually.ts";
export { type EximServer, startExim } from "./exim-server.ts";
export { freePort } from "./free-port.ts";
export {
  type Answer,
  type HttpReceiver,
  httpReceiver,
  type ReceivedRequest,
} from "./http-receiver.ts";
export type { JaegerTrace } from "./jaeger-answers.ts";
export { asJaegerBatch, inAnyOrder, withoutFlags } from "./jaeger-of-otlp.ts";
export { type JaegerServer, startJaeger } from "./jaeger-server.ts";
export { spansOf, type WireSpan } from "./otlp-spans.ts";
export {
  type FullWireSpan,
  tracesOf,
  type WireAttribute,
  type WireEvent,
  type WireLink,
  type WireResourceSpans,
  type WireScopeSpans,
  type WireValue,
} from "./otlp-traces.ts";
export { type Program, type ProgramOptions, runProgram, startProgram } from "./program.ts";
export {
  type Prometheus,
  type PrometheusExemplar,
  type PrometheusRule,
  promtoolCheckRules,
  promtoolComplaints,
  promtoolTest,
  promtoolTestFiles,
  type ScrapeTarget,
  startPrometheus,
  startPrometheusWithRules,
} from "./prometheus.ts";
export { type PushgatewayServer, startPushgateway } from "./pushgateway.ts";
export {
  type DemoOptions,
  type DemoRun,
  demoProgram,
  demoToken,
  type RunningDemo,
  refusedHistory,
  startDemo,
} from "./running-demo.ts";
export { type StrictReading, type StrictSample, strictOpenMetrics } from "./strict-open-metrics.ts";
export { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";
export {
  thriftBatchOf,
  type WireBatch,
  type WireTag,
  type WireThriftSpan,
} from "./thrift-batch.ts";
export { type Trouble, type TroubledServer, troubledServer } from "./troubled-server.ts";
