resource "aws_iam_role" "replication" {
  name = "${var.bucket_names.images}-replication"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  name = "replication"
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Look", Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = "arn:aws:s3:::${var.bucket_names.images}" },
      {
        Sid      = "Read"
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "arn:aws:s3:::${var.bucket_names.images}/*"
      },
      { Sid = "Write", Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateTags"], Resource = "${var.replica_bucket_arn}/*" },
    ]
  })
}

# Deletions are not repeated: what is deleted here by mistake is still there.
resource "aws_s3_bucket_replication_configuration" "images" {
  bucket = aws_s3_bucket.this["images"].id
  role   = aws_iam_role.replication.arn

  rule {
    id     = "standby"
    status = "Enabled"
    filter { prefix = "images/" }
    delete_marker_replication { status = "Disabled" }
    destination {
      bucket        = var.replica_bucket_arn
      storage_class = "STANDARD_IA"
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
