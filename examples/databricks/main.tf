terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "postgres" {
  type = object({ host = string, port = number, user = string, database = string, ssl = bool })
}

variable "postgres_password" {
  type      = string
  sensitive = true
}

resource "syncform_postgresql_connection" "app" {
  name = "App"
  configuration = {
    hostname = var.postgres.host
    port     = var.postgres.port
    username = var.postgres.user
    password = var.postgres_password
    database = var.postgres.database
    ssl      = var.postgres.ssl
  }
}
