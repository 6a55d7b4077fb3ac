#!/usr/bin/env bash
# Builds the executor's image for ARM64 and pushes it under the tag of its commit. It changes nothing that runs: deploy the
# stack with ImageTag for that. Requires REPOSITORY_URI. IMAGE_TAG defaults to the commit. DOCKER and AWS replace the
# commands.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${REPOSITORY_URI:?}"
docker=${DOCKER:-docker}
aws=${AWS:-aws}
tag=${IMAGE_TAG:-$(printf '%.12s' "${CODEBUILD_RESOLVED_SOURCE_VERSION:-$(git rev-parse HEAD)}")}
image="$REPOSITORY_URI:$tag"
builder=code-interpreter

# The tag of a commit is immutable.
if $aws ecr describe-images --repository-name "${REPOSITORY_URI#*/}" --image-ids "imageTag=$tag" >/dev/null 2>&1; then
  echo "The image with the tag $tag already exists."
else
  $aws ecr get-login-password | $docker login --username AWS --password-stdin "${REPOSITORY_URI%%/*}"
  # Fargate unpacks zstd in less time than gzip. Docker's default builder cannot write such layers. Without provenance the
  # tag is one manifest, not an index.
  $docker buildx inspect "$builder" >/dev/null 2>&1 || $docker buildx create --name "$builder" --driver docker-container
  $docker buildx build --builder "$builder" --platform linux/arm64 --provenance=false --file executor/Dockerfile \
    --output "type=image,name=$image,push=true,oci-mediatypes=true,compression=zstd,force-compression=true" .
fi
echo "Run it: sam deploy --parameter-overrides ImageTag=$tag"
