# Database → MotherDuck: whole tables, kept equal.
resource "syncform_bulk_sync" "app" {
  name        = "App to warehouse"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "hourly", minute = "10" }
  source      = { connection_id = syncform_postgresql_connection.app.id }
  destination = { connection_id = syncform_motherduck_connection.warehouse.id, configuration = { schema = "app" } }
  schemas = {
    "public.customers" = { fields = { id = {}, name = {}, email = { obfuscate = true } } }
    "public.orders"    = {}
  }
}

# Custom SQL from PostgreSQL → MotherDuck: one row for each day, of which only new and changed ones are sent.
resource "syncform_model" "daily" {
  name          = "Orders a day"
  connection_id = syncform_postgresql_connection.app.id
  identifier    = "day"
  configuration = {
    query = "SELECT placed_at::date AS day, count(*) AS orders, sum(amount)::numeric(14,2) AS amount FROM orders GROUP BY 1"
  }
}

resource "syncform_sync" "daily" {
  name     = "Orders a day to warehouse"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "daily", hour = "3", minute = "0" }
  target = {
    connection_id = syncform_motherduck_connection.warehouse.id
    create        = { name = "orders_a_day" }
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
