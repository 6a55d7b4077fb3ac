"""Prints SAM templates as the CloudFormation templates that SAM makes of them, in a list: transform.py TEMPLATE …"""

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
            # The translator takes nothing but an object of S3: the folder stays readable in its key.
            resource["Properties"]["CodeUri"] = {"Bucket": "code", "Key": resource["Properties"]["CodeUri"]}
        elif resource["Type"] == "AWS::Serverless::Application":
            # As packaging leaves it: an address, here with the file's own path in it.
            file = (Path(path).parent / resource["Properties"]["Location"]).resolve()
            resource["Properties"]["Location"] = f"https://s3.amazonaws.com/packages{file}"
    translator = Translator({}, Parser(), boto_session=session)
    result = translator.translate(template, {})
    # Its measurements go nowhere; unless they are published, the library warns about them on exit.
    translator.metrics.publish()
    return result


json.dump([translated(path) for path in sys.argv[1:]], sys.stdout)
