package syncform.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.DelegatingCatalogExtension;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * One of several catalogs with schemas of its own, as Unity Catalog has them, kept in Spark's one metastore: schema
 * `sales` of catalog `main` is the metastore's database `main__sales`. The metastore takes letters, digits and
 * underscores only; other characters of a name are kept as `_u00e9_`. Each catalog has an `information_schema`.
 */
public class NamedCatalog extends DelegatingCatalogExtension implements StagingTableCatalog {
  private static final Pattern ESCAPED = Pattern.compile("_u([0-9a-f]{4})_");
  private String name;
  private StagingTableCatalog delta;

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    this.name = name;
    var session = (org.apache.spark.sql.classic.SparkSession) SparkSession.active();
    CatalogPlugin spark = session.sessionState().catalogManager().catalog("spark_catalog");
    this.delta = (StagingTableCatalog) spark;
    setDelegateCatalog(spark);
  }

  @Override
  public String name() {
    return name;
  }

  private static String encode(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toLowerCase().toCharArray()) {
      if (c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.append(c);
      else out.append(String.format("_u%04x_", (int) c));
    }
    return out.toString();
  }

  private static String decode(String text) {
    return ESCAPED.matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement("" + (char) Integer.parseInt(m.group(1), 16)));
  }

  private String[] database(String[] namespace) {
    if (namespace.length != 1) return namespace;
    return new String[] {name + "__" + encode(namespace[0])};
  }

  private Identifier stored(Identifier ident) {
    return Identifier.of(database(ident.namespace()), encode(ident.name()));
  }

  /* Errors of the metastore name its databases; a client knows its own names only. */

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    if (InformationSchema.is(namespace)) return InformationSchema.tables(namespace);
    if (!namespaceExists(namespace)) throw new NoSuchNamespaceException(namespace);
    List<Identifier> found = new ArrayList<>();
    for (Identifier ident : delta.listTables(database(namespace))) {
      found.add(Identifier.of(namespace, decode(ident.name())));
    }
    return found.toArray(new Identifier[0]);
  }

  private Table load(Identifier ident, Loader loader) throws NoSuchTableException {
    if (InformationSchema.is(ident.namespace())) return InformationSchema.load(this, ident);
    try {
      return loader.load(stored(ident));
    } catch (NoSuchTableException e) {
      throw new NoSuchTableException(ident);
    }
  }

  private interface Loader {
    Table load(Identifier ident) throws NoSuchTableException;
  }

  @Override
  public Table loadTable(Identifier ident) throws NoSuchTableException {
    return load(ident, delta::loadTable);
  }

  @Override
  public Table loadTable(Identifier ident, Set<TableWritePrivilege> privileges) throws NoSuchTableException {
    return load(ident, stored -> delta.loadTable(stored, privileges));
  }

  @Override
  public Table loadTable(Identifier ident, long timestamp) throws NoSuchTableException {
    return load(ident, stored -> delta.loadTable(stored, timestamp));
  }

  @Override
  public Table loadTable(Identifier ident, String version) throws NoSuchTableException {
    return load(ident, stored -> delta.loadTable(stored, version));
  }

  @Override
  public void invalidateTable(Identifier ident) {
    delta.invalidateTable(stored(ident));
  }

  @Override
  public boolean tableExists(Identifier ident) {
    if (InformationSchema.is(ident.namespace())) return InformationSchema.has(ident);
    return delta.tableExists(stored(ident));
  }

  private void needSchema(Identifier ident) throws NoSuchNamespaceException {
    if (!namespaceExists(ident.namespace())) throw new NoSuchNamespaceException(ident.namespace());
  }

  @Override
  public Table createTable(Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties)
      throws org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException, NoSuchNamespaceException {
    needSchema(ident);
    return delta.createTable(stored(ident), columns, partitions, properties);
  }

  @Override
  public StagedTable stageCreate(
      Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties)
      throws org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException, NoSuchNamespaceException {
    needSchema(ident);
    return delta.stageCreate(stored(ident), columns, partitions, properties);
  }

  @Override
  public StagedTable stageReplace(
      Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties)
      throws NoSuchNamespaceException, NoSuchTableException {
    needSchema(ident);
    return delta.stageReplace(stored(ident), columns, partitions, properties);
  }

  @Override
  public StagedTable stageCreateOrReplace(
      Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties)
      throws NoSuchNamespaceException {
    needSchema(ident);
    return delta.stageCreateOrReplace(stored(ident), columns, partitions, properties);
  }

  @Override
  public Table alterTable(Identifier ident, TableChange... changes) throws NoSuchTableException {
    return delta.alterTable(stored(ident), changes);
  }

  @Override
  public boolean dropTable(Identifier ident) {
    return delta.dropTable(stored(ident));
  }

  @Override
  public boolean purgeTable(Identifier ident) {
    return delta.purgeTable(stored(ident));
  }

  @Override
  public void renameTable(Identifier from, Identifier to)
      throws NoSuchTableException, org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException {
    Identifier target = to.namespace().length == 0 ? Identifier.of(from.namespace(), to.name()) : to;
    delta.renameTable(stored(from), stored(target));
  }

  @Override
  public String[][] listNamespaces() throws NoSuchNamespaceException {
    List<String[]> found = new ArrayList<>();
    for (String[] namespace : super.listNamespaces()) {
      if (namespace[0].startsWith(name + "__")) {
        found.add(new String[] {decode(namespace[0].substring(name.length() + 2))});
      }
    }
    found.add(new String[] {InformationSchema.NAME});
    return found.toArray(new String[0][]);
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    return namespace.length == 0 ? listNamespaces() : new String[0][];
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return InformationSchema.is(namespace) || super.namespaceExists(database(namespace));
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
    if (InformationSchema.is(namespace)) return Map.of();
    if (!namespaceExists(namespace)) throw new NoSuchNamespaceException(namespace);
    return super.loadNamespaceMetadata(database(namespace));
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata)
      throws org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException {
    super.createNamespace(database(namespace), metadata);
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
    super.alterNamespace(database(namespace), changes);
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade)
      throws NoSuchNamespaceException, org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException {
    return super.dropNamespace(database(namespace), cascade);
  }

  @Override
  public UnboundFunction loadFunction(Identifier ident)
      throws org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException {
    throw new org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException(ident);
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) {
    return new Identifier[0];
  }

  @Override
  public boolean functionExists(Identifier ident) {
    return false;
  }
}
