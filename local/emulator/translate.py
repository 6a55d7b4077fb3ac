"""Translates a SAM template to CloudFormation and packages its code and nested templates.

    translate.py TEMPLATE OUT_FOLDER BUCKET

Writes the code of each function to OUT_FOLDER as `<n>.zip`. The template refers to the zips, and to nested templates
(`<n>.json`), as objects of BUCKET. Prints {"template": …, "nested": {key: template}, "functions": {logical id: folder}}.
"""

import json
import sys
import zipfile
from pathlib import Path

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse


class Package:
    """Collects files and their keys in the bucket."""

    def __init__(self, folder: Path, bucket: str) -> None:
        self.folder, self.bucket = folder, bucket
        self.keys: dict[Path, str] = {}
        self.templates: dict[str, dict] = {}

    def key(self, source: Path, ending: str) -> str:
        return self.keys.setdefault(source, f"{len(self.keys)}.{ending}")

    def code(self, source: Path) -> str:
        key = self.key(source, "zip")
        with zipfile.ZipFile(self.folder / key, "w", zipfile.ZIP_STORED) as archive:
            for file in sorted(p for p in source.rglob("*") if p.is_file()):
                archive.write(file, file.relative_to(source))
        return f"s3://{self.bucket}/{key}"

    def nested(self, source: Path) -> str:
        key = self.key(source, "json")
        self.templates[key] = translate(source, self)["template"]
        return f"https://s3.amazonaws.com/{self.bucket}/{key}"


def translate(path: Path, package: Package) -> dict:
    template = yaml_parse(path.read_text())
    functions = {}
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            source = (path.parent / properties["CodeUri"]).resolve()
            functions[name] = source.name
            properties["CodeUri"] = package.code(source)
        elif resource["Type"] == "AWS::CloudFormation::Stack":
            properties["TemplateURL"] = package.nested((path.parent / properties["TemplateURL"]).resolve())
    session = boto3.Session(region_name="us-east-1")
    translator = Translator({}, Parser(), boto_session=session)
    result = translator.translate(template, {})
    # Into no sink: the library warns on exit about metrics that were not published.
    translator.metrics.publish()
    return {"template": result, "functions": functions}


def main() -> None:
    path, folder, bucket = sys.argv[1:]
    package = Package(Path(folder), bucket)
    json.dump({**translate(Path(path), package), "nested": package.templates}, sys.stdout)


if __name__ == "__main__":
    main()
