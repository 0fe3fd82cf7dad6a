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

# endpoint: null for Amazon's own S3.
variable "s3" {
  type = object({ bucket = string, region = string, access_key_id = string, endpoint = optional(string) })
}

variable "s3_secret_access_key" {
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
