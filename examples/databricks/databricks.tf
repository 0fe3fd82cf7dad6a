# The lakehouse. The bucket is for writing to it only; nothing stays there.

variable "databricks" {
  type = object({
    host      = string
    port      = optional(number, 443)
    http_path = string
    ca_cert   = optional(string)
  })
}

variable "databricks_token" {
  type      = string
  sensitive = true
}

variable "staging" {
  type = object({ bucket = string, region = string, access_key_id = string })
}

variable "staging_secret_access_key" {
  type      = string
  sensitive = true
}

# Where the tables go.
variable "lakehouse" {
  type    = object({ catalog = string, schema = string })
  default = { catalog = "main", schema = "app" }
}

resource "syncform_databricks_connection" "lakehouse" {
  name = "Lakehouse"
  configuration = {
    server_hostname       = var.databricks.host
    port                  = var.databricks.port
    http_path             = var.databricks.http_path
    ca_cert               = var.databricks.ca_cert
    access_token          = var.databricks_token
    cloud_provider        = "aws"
    s3_bucket_name        = var.staging.bucket
    s3_bucket_region      = var.staging.region
    aws_access_key_id     = var.staging.access_key_id
    aws_secret_access_key = var.staging_secret_access_key
  }
}
