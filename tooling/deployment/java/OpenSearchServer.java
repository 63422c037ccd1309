import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One real node of OpenSearch, with the processors of ingest-common: folder and port are given. */
public final class OpenSearchServer {
  public static void main(String[] args) throws Exception {
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild(
        (number, settings) -> {
          // Without the last of them there are no ingest pipelines.
          settings.putList("node.roles", "cluster_manager", "data", "ingest");
          settings.put("network.host", "127.0.0.1");
          settings.put("http.port", args[1]);
          settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
          // Else it waits for three seconds for others.
          settings.put("discovery.type", "single-node");
        });
    runner.build(OpenSearchRunner.newConfigs().basePath(args[0]).numOfNode(1));
    Thread.currentThread().join();
  }
}
