import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { editsTable } from '../lambdas/contract/table.ts';

const { byDue, byOwner, byRequest, partitionKey, timeToLive } = editsTable;

/** The record of every edit. It survives its stack: it says what was paid for. */
export class EditsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, removalPolicy = RemovalPolicy.RETAIN) {
    super(scope, id);
    this.table = new Table(this, 'Resource', {
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: timeToLive,
      removalPolicy,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: byOwner.name,
      partitionKey: { name: byOwner.partitionKey, type: AttributeType.STRING },
      sortKey: { name: byOwner.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...byOwner.include],
    });
    this.table.addGlobalSecondaryIndex({
      indexName: byRequest.name,
      partitionKey: { name: byRequest.partitionKey, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: byDue.name,
      partitionKey: { name: byDue.partitionKey, type: AttributeType.STRING },
      sortKey: { name: byDue.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** To read an edit by its id. */
  grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:GetItem']);
  }

  /** To read an edit and change it. */
  grantChange(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** To put a new edit, and whatever else may have to be done to one. */
  grantCreate(grantee: IGrantable): Grant {
    return this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  /** To list an owner's edits. */
  grantList(grantee: IGrantable): Grant {
    return this.grantQuery(grantee, byOwner.name);
  }

  /** To find the edit that follows a request of the provider. */
  grantFindRequest(grantee: IGrantable): Grant {
    return this.grantQuery(grantee, byRequest.name);
  }

  /** To find what is due. */
  grantFindDue(grantee: IGrantable): Grant {
    return this.grantQuery(grantee, byDue.name);
  }

  private grantQuery(grantee: IGrantable, index: string): Grant {
    return this.grant(grantee, ['dynamodb:BatchGetItem']).combine(
      this.grant(grantee, ['dynamodb:Query'], `${this.table.tableArn}/index/${index}`),
    );
  }

  private grant(grantee: IGrantable, actions: string[], resource = this.table.tableArn): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [resource] });
  }
}
