import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deliveriesTable } from '../lambdas/contract/table.ts';

const { byDue, partitionKey, sortKey, timeToLive } = deliveriesTable;

/** The record of what webhooks were told, and are still to be told. It survives its stack, as that of edits does. */
export class DeliveriesTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, removalPolicy = RemovalPolicy.RETAIN) {
    super(scope, id);
    this.table = new Table(this, 'Resource', {
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: timeToLive,
      removalPolicy,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: byDue.name,
      partitionKey: { name: byDue.partitionKey, type: AttributeType.STRING },
      sortKey: { name: byDue.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** To read a delivery and change it. */
  grantChange(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** To put a new delivery, or find the one that is there. */
  grantCreate(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  }

  /** To list the deliveries of an edit. */
  grantList(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:Query']);
  }

  /** To remove all deliveries of an edit. */
  grantRemove(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:DeleteItem', 'dynamodb:Query']);
  }

  /** To find what is due. */
  grantFindDue(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:BatchGetItem']).combine(
      this.grant(grantee, ['dynamodb:Query'], `${this.table.tableArn}/index/${byDue.name}`),
    );
  }

  private grant(grantee: IGrantable, actions: string[], resource = this.table.tableArn): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [resource] });
  }
}
