package syncform.test;

import java.util.Collections;
import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** One node of OpenSearch on 127.0.0.1, with the modules that its distribution has: arguments are the HTTP port, a folder, the port between nodes. */
public final class LocalOpenSearch extends Node {
  private static final List<Class<? extends Plugin>> MODULES =
      List.of(
          org.opensearch.transport.Netty4Plugin.class,
          org.opensearch.painless.PainlessPlugin.class,
          org.opensearch.analysis.common.CommonAnalysisPlugin.class,
          org.opensearch.index.reindex.ReindexPlugin.class);

  private LocalOpenSearch(Settings settings) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Collections.emptyMap(), null, () -> "local"),
        MODULES,
        false);
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.builder()
            .put("http.port", arguments[0])
            .put("path.home", arguments[1])
            .put("transport.port", arguments[2])
            .put("network.host", "127.0.0.1")
            .put("discovery.type", "single-node")
            .put("cluster.name", "test")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .put("node.portsfile", false)
            .build();
    new LocalOpenSearch(settings).start();
    Thread.currentThread().join();
  }
}
