# S3 → DuckDB: the CSV files that arrive in a folder of the bucket are one table, of which a run reads the new ones.
resource "syncform_s3_connection" "arrivals" {
  name = "Arrivals"
  configuration = {
    s3_bucket_name           = "s3://${var.s3.bucket}/arrivals"
    s3_bucket_region         = var.s3.region
    aws_access_key_id        = var.s3.access_key_id
    aws_secret_access_key    = var.s3_secret_access_key
    endpoint                 = var.s3.endpoint
    is_single_table          = true
    single_table_name        = "visits"
    single_table_file_format = "csv"
    # What nobody says of CSV files is found out. 03/04/2026 could be read in two ways, and would stay text.
    column_types = { visited = { type = "date", format = "%d/%m/%Y" } }
    read_only    = true
  }
}

resource "syncform_connection_schema_primary_keys" "visits" {
  connection_id = syncform_s3_connection.arrivals.id
  schema_id     = "visits"
  field_ids     = ["visit_id"]
}

resource "syncform_duckdb_connection" "warehouse" {
  name          = "Warehouse"
  configuration = { path = "analytics.duckdb" }
}

resource "syncform_bulk_sync" "visits" {
  name        = "Visits to warehouse"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "hourly", minute = "20" }
  source      = { connection_id = syncform_s3_connection.arrivals.id }
  destination = { connection_id = syncform_duckdb_connection.warehouse.id, configuration = { schema = "web" } }
  schemas     = { visits = {} }
  depends_on  = [syncform_connection_schema_primary_keys.visits]
}
