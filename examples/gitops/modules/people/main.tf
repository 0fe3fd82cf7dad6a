terraform {
  required_version = ">= 1.11"
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

resource "syncform_postgresql_connection" "app" {
  name = "app"
  configuration = {
    hostname = var.app.hostname
    port     = var.app.port
    username = var.app.username
    password = var.app_password
    database = var.app.database
    ssl      = var.app.ssl
  }
}

resource "syncform_postgresql_connection" "warehouse" {
  name = "warehouse"
  configuration = {
    hostname = var.warehouse.hostname
    port     = var.warehouse.port
    username = var.warehouse.username
    password = var.warehouse_password
    database = var.warehouse.database
    ssl      = var.warehouse.ssl
  }
}

resource "syncform_model" "people" {
  name          = "people"
  connection_id = syncform_postgresql_connection.app.id
  identifier    = "id"
  configuration = { query = file("${path.module}/people.sql") }
}

resource "syncform_sync" "people" {
  name     = "${var.owner}: people"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "manual" }

  target = {
    connection_id = syncform_postgresql_connection.warehouse.id
    create        = { name = "${var.schema}.people" }
  }
  identity = {
    source   = { model_id = syncform_model.people.id, field = "id" }
    target   = "id"
    function = "Equality"
  }
  fields = {
    name  = { source = { model_id = syncform_model.people.id, field = "name" } }
    email = { source = { model_id = syncform_model.people.id, field = "email" }, encryption_enabled = true }
  }
  encryption_passphrase = var.passphrase
}

resource "syncform_bulk_sync" "orders" {
  name        = "${var.owner}: orders"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_postgresql_connection.app.id }
  destination = { connection_id = syncform_postgresql_connection.warehouse.id, configuration = { schema = var.schema } }
  schemas = {
    "public.orders" = {
      fields = { email = { obfuscate = true }, id = {}, amount = {} }
    }
  }
}

check "people_arrived" {
  data "syncform_query" "people" {
    connection_id = syncform_sync.people.target.connection_id
    query         = "SELECT count(*) AS n FROM ${var.schema}.people"
  }
  assert {
    condition     = data.syncform_query.people.rows[0].n != "0"
    error_message = "No people are in ${var.schema}.people."
  }
}
