package syncform.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The relations of a catalog's `information_schema` that describe its schemas, tables, columns and primary keys, with the
 * names, order and meaning of the columns that Databricks documents; columns that would say nothing here are left out.
 */
final class InformationSchema implements SupportsRead {
  static final String NAME = "information_schema";
  /** The table property where the gateway keeps `name:column,column` of a primary key. */
  private static final String PRIMARY_KEY = "local_warehouse.primary_key";

  private static final Map<String, StructType> RELATIONS = new LinkedHashMap<>();

  static {
    relation("schemata", "catalog_name", "schema_name", "schema_owner", "comment");
    relation("tables", "table_catalog", "table_schema", "table_name", "table_type", "data_source_format", "comment");
    relation("columns", "table_catalog", "table_schema", "table_name", "column_name", "#ordinal_position",
        "column_default", "is_nullable", "full_data_type", "data_type", "#numeric_precision", "#numeric_scale",
        "comment");
    relation("table_constraints", "constraint_catalog", "constraint_schema", "constraint_name", "table_catalog",
        "table_schema", "table_name", "constraint_type", "enforced");
    relation("key_column_usage", "constraint_catalog", "constraint_schema", "constraint_name", "table_catalog",
        "table_schema", "table_name", "column_name", "#ordinal_position");
  }

  private static void relation(String name, String... columns) {
    StructType schema = new StructType();
    for (String column : columns) {
      boolean number = column.startsWith("#");
      schema = schema.add(number ? column.substring(1) : column, number ? DataTypes.IntegerType : DataTypes.StringType);
    }
    RELATIONS.put(name, schema);
  }

  static boolean is(String[] namespace) {
    return namespace.length == 1 && namespace[0].equalsIgnoreCase(NAME);
  }

  static boolean has(Identifier ident) {
    return RELATIONS.containsKey(ident.name().toLowerCase());
  }

  static Identifier[] tables(String[] namespace) {
    return RELATIONS.keySet().stream().map(name -> Identifier.of(namespace, name)).toArray(Identifier[]::new);
  }

  static Table load(NamedCatalog catalog, Identifier ident) throws NoSuchTableException {
    if (!has(ident)) throw new NoSuchTableException(ident);
    return new InformationSchema(catalog, ident.name().toLowerCase());
  }

  private final NamedCatalog catalog;
  private final String relation;

  private InformationSchema(NamedCatalog catalog, String relation) {
    this.catalog = catalog;
    this.relation = relation;
  }

  @Override
  public String name() {
    return catalog.name() + "." + NAME + "." + relation;
  }

  @Override
  public StructType schema() {
    return RELATIONS.get(relation);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new Builder();
  }

  /** Uses a condition on the schema's or the table's name to leave the others unread; Spark applies it all the same. */
  private final class Builder implements ScanBuilder, SupportsPushDownFilters {
    private final Map<String, Set<Object>> only = new LinkedHashMap<>();

    @Override
    public Filter[] pushFilters(Filter[] filters) {
      for (Filter filter : filters) {
        if (filter instanceof EqualTo equal) only.put(equal.attribute(), Set.of(equal.value()));
        if (filter instanceof In in) only.put(in.attribute(), Set.copyOf(Arrays.asList(in.values())));
      }
      return filters;
    }

    @Override
    public Filter[] pushedFilters() {
      return new Filter[0];
    }

    @Override
    public Scan build() {
      return new LocalScan() {
        @Override
        public StructType readSchema() {
          return schema();
        }

        @Override
        public InternalRow[] rows() {
          return read(only).toArray(new InternalRow[0]);
        }
      };
    }
  }

  private List<InternalRow> read(Map<String, Set<Object>> only) {
    List<InternalRow> rows = new ArrayList<>();
    try {
      for (String[] namespace : catalog.listNamespaces()) {
        String schema = namespace[0];
        if (relation.equals("schemata")) rows.add(row(catalog.name(), schema, "owner", null));
        else if (wanted(only, "table_schema", schema)) {
          for (Identifier ident : catalog.listTables(namespace)) {
            if (wanted(only, "table_name", ident.name())) describe(ident, rows);
          }
        }
      }
    } catch (org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException dropped) {
      // A schema that goes while it is listed is left out.
    }
    return rows;
  }

  private static boolean wanted(Map<String, Set<Object>> only, String column, String value) {
    Set<Object> values = only.get(column);
    return values == null || values.contains(value);
  }

  private void describe(Identifier ident, List<InternalRow> rows) {
    String schema = ident.namespace()[0];
    boolean own = is(ident.namespace());
    if (relation.equals("tables")) {
      rows.add(row(catalog.name(), schema, ident.name(), own ? "VIEW" : "MANAGED", own ? null : "DELTA", null));
      return;
    }
    Table table;
    try {
      table = catalog.loadTable(ident);
    } catch (NoSuchTableException dropped) {
      return;
    }
    if (relation.equals("columns")) {
      int position = 0;
      for (Column column : table.columns()) {
        DataType type = column.dataType();
        DecimalType decimal = type instanceof DecimalType d ? d : null;
        rows.add(row(catalog.name(), schema, ident.name(), column.name(), position++, null,
            column.nullable() ? "YES" : "NO", type.catalogString(), typeName(type),
            decimal == null ? null : decimal.precision(), decimal == null ? null : decimal.scale(), column.comment()));
      }
      return;
    }
    String key = table.properties().get(PRIMARY_KEY);
    if (key == null) return;
    String[] parts = key.split(":", 2);
    if (relation.equals("table_constraints")) {
      rows.add(row(catalog.name(), schema, parts[0], catalog.name(), schema, ident.name(), "PRIMARY KEY", "NO"));
      return;
    }
    int position = 1;
    for (String column : parts[1].split(",")) {
      rows.add(row(catalog.name(), schema, parts[0], catalog.name(), schema, ident.name(), column, position++));
    }
  }

  private static String typeName(DataType type) {
    String name = type.typeName().replaceAll("\\(.*", "").toUpperCase();
    return switch (name) {
      case "INTEGER" -> "INT";
      case "TINYINT" -> "BYTE";
      case "SMALLINT" -> "SHORT";
      case "BIGINT" -> "LONG";
      default -> name;
    };
  }

  private static InternalRow row(Object... values) {
    return new GenericInternalRow(
        Stream.of(values).map(v -> v instanceof String s ? UTF8String.fromString(s) : v).toArray());
  }
}
