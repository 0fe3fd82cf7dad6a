# Athena → Redshift: what a query over the lake's files yields, day by day, into a table of the warehouse.
resource "syncform_model" "visits" {
  name          = "Visits"
  connection_id = syncform_awsathena_connection.lake.id
  identifier    = "day"
  configuration = {
    query = "SELECT day, count(*) AS visits, count(DISTINCT visitor) AS visitors FROM web.visits GROUP BY day"
  }
}

resource "syncform_sync" "visits" {
  name     = "Visits to warehouse"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "daily", hour = "4", minute = "0" }
  target   = { connection_id = syncform_redshift_connection.warehouse.id, create = { name = "public.visits" } }
  identity = {
    source   = { model_id = syncform_model.visits.id, field = "day" }
    target   = "day"
    function = "Equality"
  }
  fields = {
    visits   = { source = { model_id = syncform_model.visits.id, field = "visits" } }
    visitors = { source = { model_id = syncform_model.visits.id, field = "visitors" } }
  }
}

# Athena → Redshift: a table of the lake as it is; only the days since the last run are read.
resource "syncform_bulk_sync" "raw" {
  name        = "Lake to warehouse"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "hourly", minute = "20" }
  source      = { connection_id = syncform_awsathena_connection.lake.id }
  destination = { connection_id = syncform_redshift_connection.warehouse.id, configuration = { schema = "public" } }
  schemas     = { "web.orders" = { tracking_field = "placed" } }
}
