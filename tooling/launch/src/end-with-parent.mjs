// Preloaded into a child: when the launcher is gone, however it went, the child stops as it would
// on a signal.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
