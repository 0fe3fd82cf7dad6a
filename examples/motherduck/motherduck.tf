# The warehouse. The staging bucket is for writing to it only; nothing stays there.

variable "motherduck_token" {
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

resource "syncform_motherduck_connection" "warehouse" {
  name = "Warehouse"
  configuration = {
    access_token          = var.motherduck_token
    database              = "analytics"
    s3_bucket_name        = var.staging.bucket
    s3_bucket_region      = var.staging.region
    aws_access_key_id     = var.staging.access_key_id
    aws_secret_access_key = var.staging_secret_access_key
  }
}
