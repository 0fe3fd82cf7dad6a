# What changes in a SQL Server's tables, in a dedicated SQL pool of Azure Synapse: apply reads the tables, and each run what changed since.
terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "sqlserver" {
  type = object({ host = string, port = optional(number), user = string, database = string, ssl = optional(bool) })
}

variable "sqlserver_password" {
  type      = string
  sensitive = true
}

variable "pool" {
  type = object({ host = string, port = optional(number), user = string, database = string, ssl = optional(bool) })
}

variable "pool_password" {
  type      = string
  sensitive = true
}

variable "staging" {
  type = object({ account = string, container = string, endpoint = optional(string) })
}

variable "staging_access_key" {
  type      = string
  sensitive = true
}

# The database allows snapshots, and tracks the changes of these tables:
#   ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON
#   ALTER DATABASE CURRENT SET CHANGE_TRACKING = ON (CHANGE_RETENTION = 7 DAYS, AUTO_CLEANUP = ON)
#   ALTER TABLE dbo.orders ENABLE CHANGE_TRACKING
resource "syncform_mssql_connection" "app" {
  name = "App"
  configuration = {
    hostname         = var.sqlserver.host
    port             = var.sqlserver.port
    username         = var.sqlserver.user
    password         = var.sqlserver_password
    database         = var.sqlserver.database
    ssl              = var.sqlserver.ssl
    change_detection = true
    change_method    = "change_tracking"
  }
}

# Rows wait in the container as Parquet files, from which COPY INTO brings them into the pool.
resource "syncform_synapse_connection" "warehouse" {
  name = "Warehouse"
  configuration = {
    hostname           = var.pool.host
    port               = var.pool.port
    username           = var.pool.user
    password           = var.pool_password
    database           = var.pool.database
    ssl                = var.pool.ssl
    use_blob_storage   = true
    azure_account_name = var.staging.account
    azure_access_key   = var.staging_access_key
    container_name     = var.staging.container
    azure_endpoint     = var.staging.endpoint
  }
}

resource "syncform_bulk_sync" "app" {
  name     = "App to warehouse"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "manual" }
  source = {
    connection_id = syncform_mssql_connection.app.id
    configuration = { schema = "dbo" }
  }
  destination = {
    connection_id = syncform_synapse_connection.warehouse.id
    configuration = { schema = "app" }
  }
  schemas = {
    "dbo.customers" = { fields = { id = {}, name = {}, email = { obfuscate = true } } }
    "dbo.orders"    = {}
  }
}
