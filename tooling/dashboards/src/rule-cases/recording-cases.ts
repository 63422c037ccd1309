import type { RecordingCase } from "../rule-case.ts";

const running = { up: "1x3200", process_start_time_seconds: "-90000x3200" };
const program = 'job="export-trakt", instance="a:9090"';
const bursts = {
  ...running,
  '@api_calls_total{service="trakt", status_code="200"}': "_x80 15x40",
  '@api_calls_total{service="trakt", status_code="500"}': "_x80 5x40",
  '@api_call_errors_total{service="trakt", error_type="500"}': "_x80 5x40",
};
const durations = {
  ...running,
  '@api_call_duration_seconds_bucket{service="trakt", le="1"}': "_x80 90x40",
  '@api_call_duration_seconds_bucket{service="trakt", le="2"}': "_x80 100x40",
  '@api_call_duration_seconds_bucket{service="trakt", le="+Inf"}': "_x80 100x40",
};
const exported = {
  ...running,
  '@exports_total{type="history", status="success"}': "7x1000 8x2200",
  '@exports_total{type="history", status="cancelled"}': "0x1000 9x2200",
  '@exports_total{type="ratings", status="error"}': "_x2900 1x300",
};
const quantile = (share: string, seconds: number) => ({
  [`job_service:@api_call_duration_seconds:histogram_quantile30m{job="export-trakt", service="trakt", quantile="${share}"}`]:
    seconds,
});

export const recordingCases: readonly RecordingCase[] = [
  {
    record: "job_type_status:@exports:increase1d",
    when: "one export a day, and one that failed for the first time",
    series: exported,
    at: "26h",
    values: {
      'job_type_status:@exports:increase1d{job="export-trakt", type="history", status="success"}': 1,
      'job_type_status:@exports:increase1d{job="export-trakt", type="ratings", status="error"}': 1,
    },
  },
  {
    record: "job:@exports:success_ratio1d",
    when: "nothing has succeeded, which is 0 and not nothing",
    series: { ...running, '@exports_total{type="ratings", status="error"}': "_x2900 1x300" },
    at: "26h",
    values: { 'job:@exports:success_ratio1d{job="export-trakt"}': 0 },
  },
  {
    record: "job:@exports:success_ratio1d",
    when: "there were no exports, so that there is no share",
    series: { ...running, '@exports_total{type="ratings", status="success"}': "1x3200" },
    at: "26h",
    values: {},
  },
  {
    record: "job_job_name:job_last_success_timestamp_seconds:max3d",
    when: "an instance that is gone succeeded later than the one that is there",
    series: {
      'job_last_success_timestamp_seconds{job_name="history"}': "100x100",
      'job_last_success_timestamp_seconds{job_name="history", instance="b:9090"}': "300x15",
    },
    at: "45m",
    values: {
      'job_job_name:job_last_success_timestamp_seconds:max3d{job="export-trakt", job_name="history"}': 300,
    },
  },
  ...Object.entries({
    "job_service:@api_calls:increase30m": 20,
    "job_service:@api_call_errors:increase30m": 5,
    "job_service:@api_call_errors:ratio30m": 0.25,
  }).map(([record, value]) => ({
    record,
    when: "a job makes twenty calls between two scrapes, of which five fail",
    series: bursts,
    at: "45m",
    values: { [`${record}{job="export-trakt", service="trakt"}`]: value },
  })),
  {
    record: "job_service:@api_call_duration_seconds:histogram_quantile30m",
    when: "nine of ten calls take less than a second, the others less than two",
    series: durations,
    at: "45m",
    values: {
      ...quantile("0.5", 0.5555555555555556),
      ...quantile("0.95", 1.5),
      ...quantile("0.99", 1.9),
    },
  },
  {
    record: "job_instance:nodejs_heap_size_used_bytes:min1h",
    when: "the heap goes up and down",
    series: { nodejs_heap_size_used_bytes: "50x20 20x20 90x20" },
    at: "25m",
    values: { [`job_instance:nodejs_heap_size_used_bytes:min1h{${program}}`]: 20 },
  },
  {
    record: "job_instance_channel:ettl_alerts_deliveries_lost:increase30m",
    when: "a channel refused two alerts and closed before two others",
    series: {
      ...running,
      'ettl_alerts_deliveries_total{channel="slack", outcome="failed"}': "_x80 2x40",
      'ettl_alerts_deliveries_total{channel="slack", outcome="dropped"}': "_x80 2x40",
      'ettl_alerts_deliveries_total{channel="slack", outcome="delivered"}': "0+1x120",
    },
    at: "45m",
    values: {
      [`job_instance_channel:ettl_alerts_deliveries_lost:increase30m{${program}, channel="slack"}`]: 4,
    },
  },
  {
    record: "job_instance_reason:ettl_spans_dropped:increase15m",
    when: "a queue is full, and a program that has just started has dropped others",
    series: {
      ...running,
      'process_start_time_seconds{instance="b:9090"}': "_x80 2400x40",
      'ettl_spans_dropped_total{reason="queue_full"}': "_x80 7x40",
      'ettl_spans_dropped_total{reason="shutdown", instance="b:9090"}': "_x80 3x40",
    },
    at: "45m",
    values: {
      [`job_instance_reason:ettl_spans_dropped:increase15m{${program}, reason="queue_full"}`]: 7,
      'job_instance_reason:ettl_spans_dropped:increase15m{job="export-trakt", instance="b:9090", reason="shutdown"}': 3,
    },
  },
];
