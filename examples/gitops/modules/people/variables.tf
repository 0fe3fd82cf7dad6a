variable "owner" {
  type        = string
  description = "The team that answers for the syncs: the first word of their names."
}

variable "app" {
  type        = object({ hostname = string, port = number, username = string, database = string, ssl = optional(bool, true) })
  description = "The application's database, which is read."
}

variable "app_password" {
  type      = string
  ephemeral = true
}

variable "warehouse" {
  type        = object({ hostname = string, port = number, username = string, database = string, ssl = optional(bool, true) })
  description = "The warehouse, which is written to."
}

variable "warehouse_password" {
  type      = string
  ephemeral = true
}

variable "passphrase" {
  type        = string
  ephemeral   = true
  description = "Encrypts personal data on its way."
}

variable "schema" {
  type        = string
  description = "The schema of the warehouse that the tables go into."
}
