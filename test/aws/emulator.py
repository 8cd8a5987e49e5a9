"""Runs MiniStack for as long as its standard input stays open.

However the test process ends, its end of the pipe closes: no emulator, and no function it started, outlives it.
"""

import json
import os
import runpy
import signal
import sys
import threading

from ministack.services.cloudformation import provisioners


def stop_with_parent():
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


def refer_to_secrets_by_arn():
    """CloudFormation's Ref of a secret is its ARN; MiniStack's is its name, which no policy about the secret matches."""
    secret = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    create, update, delete = secret["create"], secret["update"], secret["delete"]

    def arn_of(created):
        _name, attributes = created
        return attributes["Arn"], attributes

    def name_of(arn):
        return arn.rpartition(":secret:")[2].rpartition("-")[0]

    secret["create"] = lambda *args: arn_of(create(*args))
    secret["update"] = lambda arn, *args, **options: arn_of(update(name_of(arn), *args, **options))
    secret["delete"] = lambda arn, *args: delete(name_of(arn), *args)


def know_archives():
    """MiniStack keeps archives of events, but its CloudFormation has no word for them."""
    bridge = provisioners._eb

    def archive_of(name, props):
        pattern = props.get("EventPattern", "")
        return {
            "ArchiveName": name,
            "EventSourceArn": props.get("SourceArn", ""),
            "EventPattern": pattern if isinstance(pattern, str) else json.dumps(pattern),
            "RetentionDays": props.get("RetentionDays", 0),
        }

    def create(logical_id, props, stack_name):
        name = props.get("ArchiveName") or provisioners._physical_name(stack_name, logical_id, max_len=48)
        bridge._create_archive(archive_of(name, props))
        return name, {"Arn": bridge._archives[name]["ArchiveArn"]}

    def update(name, _old_props, props, _stack_name):
        bridge._update_archive(archive_of(name, props))
        return name, {"Arn": bridge._archives[name]["ArchiveArn"]}

    def delete(name, _props):
        bridge._delete_archive({"ArchiveName": name})

    provisioners._RESOURCE_HANDLERS["AWS::Events::Archive"] = {"create": create, "update": update, "delete": delete}


def pass_over_saved_queries():
    """MiniStack has no questions saved for the logs at all: they are named, and forgotten."""

    def create(logical_id, _props, stack_name):
        query = provisioners._physical_name(stack_name, logical_id, max_len=48)
        return query, {"QueryDefinitionId": query}

    def update(query, _old_props, _props, _stack_name):
        return query, {"QueryDefinitionId": query}

    def delete(_query, _props):
        pass

    provisioners._RESOURCE_HANDLERS["AWS::Logs::QueryDefinition"] = {
        "create": create,
        "update": update,
        "delete": delete,
    }


def pass_over_metric_math():
    """MiniStack knows no alarm that is reckoned from several metrics: such a one is named, and never goes off."""
    alarm = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]
    create, update, delete = alarm["create"], alarm["update"], alarm["delete"]

    def named(name):
        account, region = provisioners.get_account_id(), provisioners.get_region()
        return name, {"Arn": f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"}

    def create_or_name(logical_id, props, stack_name):
        if "Metrics" in props:
            return named(provisioners._physical_name(stack_name, logical_id, max_len=255))
        return create(logical_id, props, stack_name)

    def update_or_keep(name, old_props, props, *args, **options):
        return named(name) if "Metrics" in props else update(name, old_props, props, *args, **options)

    alarm["create"], alarm["update"] = create_or_name, update_or_keep
    alarm["delete"] = lambda name, props: None if "Metrics" in props else delete(name, props)


def hand_on_allowed_origins():
    """MiniStack's gateway reads what an API allows by the names of its own calls; CloudFormation has others."""
    api = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create, update = api["create"], api["update"]

    def renamed(props):
        cors = props.get("CorsConfiguration") or {}
        return {**props, "CorsConfiguration": {name[0].lower() + name[1:]: value for name, value in cors.items()}}

    api["create"] = lambda logical_id, props, *args: create(logical_id, renamed(props), *args)
    api["update"] = lambda api_id, old, new, *args, **options: update(
        api_id, renamed(old), renamed(new), *args, **options
    )


threading.Thread(target=stop_with_parent, daemon=True).start()
refer_to_secrets_by_arn()
know_archives()
pass_over_saved_queries()
pass_over_metric_math()
hand_on_allowed_origins()
sys.argv = ["ministack"]
runpy.run_module("ministack", run_name="__main__")
