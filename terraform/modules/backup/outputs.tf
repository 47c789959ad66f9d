output "vault_name" {
  description = "Vault of the weekly recovery points."
  value       = aws_backup_vault.this.name
}
