# Real US flights of 2001: files land in a DuckDB file, and a query over them feeds a table of delays per airport.

terraform {
  required_version = ">= 1.11"
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

variable "data" {
  description = "The folder with the files to load."
  type        = string
  default     = "data"
}

locals {
  # The files to load, and the table that each becomes.
  tables = {
    "airports.csv"       = "airports"
    "birdstrikes.csv"    = "birdstrikes"
    "flights-3m.parquet" = "flights"
    "movies.json"        = "movies"
  }
}

resource "syncform_local_files_connection" "files" {
  name          = "Downloaded files"
  configuration = { path = var.data }
}

resource "syncform_duckdb_connection" "warehouse" {
  name          = "Warehouse"
  configuration = { path = "warehouse.duckdb" }
}

# Every file into a table of its own, under the schema "raw". It runs again when a file's contents change.
resource "syncform_bulk_sync" "raw" {
  name     = "Files to warehouse"
  mode     = "replicate"
  active   = true
  schedule = { frequency = "manual" }

  source = { connection_id = syncform_local_files_connection.files.id }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "raw" }
  }

  schemas  = { for file, table in local.tables : file => { user_output_name = table } }
  triggers = { for file, table in local.tables : file => filesha256("${var.data}/${file}") }
}

resource "syncform_model" "delays" {
  name          = "Delays per airport"
  connection_id = syncform_duckdb_connection.warehouse.id
  identifier    = "airport"
  configuration = {
    query = <<-SQL
      SELECT
        origin AS airport,
        name,
        city,
        count(*) AS flights,
        round(avg(delay), 1) AS average_delay, -- minutes
        count(*) FILTER (WHERE delay > 15) AS late
      FROM raw.flights
      JOIN raw.airports ON iata = origin
      GROUP BY ALL
    SQL
  }

  depends_on = [syncform_bulk_sync.raw] # the query reads the tables that it fills
}

# One row an airport. The first run creates the table; later runs write only the rows that are new or changed.
resource "syncform_sync" "delays" {
  name     = "Delays per airport"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "manual" }

  target = {
    connection_id = syncform_duckdb_connection.warehouse.id
    create        = { name = "airport_delays" }
  }

  identity = {
    source   = { model_id = syncform_model.delays.id, field = "airport" }
    target   = "airport"
    function = "Equality"
  }

  fields = {
    for column in ["name", "city", "flights", "average_delay", "late"] :
    column => { source = { model_id = syncform_model.delays.id, field = column } }
  }

  triggers = { loaded = syncform_bulk_sync.raw.last_execution.id }
}

output "last_executions" {
  description = "What each sync did when it last ran."
  value = {
    (syncform_bulk_sync.raw.name) = syncform_bulk_sync.raw.last_execution
    (syncform_sync.delays.name)   = syncform_sync.delays.last_execution
  }
}
