# Postgres → S3: parquet files, in folders by day.
resource "syncform_s3_connection" "lake" {
  name = "Lake"
  configuration = {
    s3_bucket_name        = "s3://${var.s3.bucket}/lake"
    s3_bucket_region      = var.s3.region
    aws_access_key_id     = var.s3.access_key_id
    aws_secret_access_key = var.s3_secret_access_key
    endpoint              = var.s3.endpoint
  }
}

resource "syncform_bulk_sync" "lake" {
  name     = "App to lake"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "hourly", minute = "10" }
  source   = { connection_id = syncform_postgresql_connection.app.id }
  destination = {
    connection_id = syncform_s3_connection.lake.id
    configuration = { format = "parquet", partition_by = "placed_at", advanced = { hard_deletes = true } }
  }
  schemas = {
    "public.customers" = { fields = { id = {}, name = {}, email = { obfuscate = true } } }
    "public.orders"    = { tracking_field = "placed_at" }
  }
}

# A model over Postgres → one CSV table.
resource "syncform_model" "daily" {
  name          = "Orders a day"
  connection_id = syncform_postgresql_connection.app.id
  identifier    = "day"
  configuration = {
    query = "SELECT placed_at::date AS day, count(*) AS orders, sum(amount)::numeric(14,2) AS amount FROM orders GROUP BY 1"
  }
}

resource "syncform_sync" "daily" {
  name     = "Orders a day to lake"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "daily", hour = "3", minute = "0" }
  target = {
    connection_id = syncform_s3_connection.lake.id
    configuration = { format = "csv", compression = "gzip" }
    create        = { name = "reports/orders_a_day" }
  }
  identity = {
    source   = { model_id = syncform_model.daily.id, field = "day" }
    target   = "day"
    function = "Equality"
  }
  fields = {
    orders = { source = { model_id = syncform_model.daily.id, field = "orders" } }
    amount = { source = { model_id = syncform_model.daily.id, field = "amount" } }
  }
}
