"""Prints SAM templates after the SAM transform, as a JSON list. Usage: transform.py TEMPLATE …"""

import json
import sys
from pathlib import Path

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

session = boto3.Session(region_name="us-east-1")


def translated(path):
    template = yaml_parse(Path(path).read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # The translator requires an S3 object. Its key keeps the folder.
            resource["Properties"]["CodeUri"] = {"Bucket": "code", "Key": resource["Properties"]["CodeUri"]}
        elif resource["Type"] == "AWS::Serverless::Application":
            # `sam package` replaces the path by a URL. This one keeps the path.
            file = (Path(path).parent / resource["Properties"]["Location"]).resolve()
            resource["Properties"]["Location"] = f"https://s3.amazonaws.com/packages{file}"
    translator = Translator({}, Parser(), boto_session=session)
    result = translator.translate(template, {})
    # Its measurements go nowhere; unless they are published, the library warns about them on exit.
    translator.metrics.publish()
    return result


json.dump([translated(path) for path in sys.argv[1:]], sys.stdout)
