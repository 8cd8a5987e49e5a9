import { Duration } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ApiFunctions } from './edit-api.ts';
import type { EditFunction } from './edit-function.ts';
import type { WorkflowFunctions } from './edit-state-machine.ts';
import { functionMaker, type EditFunctionsProps } from './function-maker.ts';
import { functionPermissions } from './permissions/function-permissions.ts';
import type { InboxProps } from './inbox.ts';
import { grantReadSecret } from './secrets.ts';

/** Makes the functions, each with a role of its own that may do exactly what its behaviour does. */
export const editFunctions = (scope: Construct, props: EditFunctionsProps) => {
  const { edits, deliveries, inputCdns } = props;
  const { make, made, startsExecutionsOf, startsDeliveriesOf } = functionMaker(scope, props);
  const may = functionPermissions(scope, props);
  const telling = ['stage', 'edits', 'notices', 'spending'] as const;
  const dealing = [...telling, 'budget', 'provider', 'patience', 'capacity'] as const;

  return {
    /** All that were made so far. */
    made: made as readonly EditFunction[],

    /** Those that the states call. */
    ofWorkflow: (): WorkflowFunctions => {
      const send = make('Send', {
        name: 'send',
        description: 'Makes the one paid POST of an edit, or finds out why not',
        // It may stay 120 s in line; the POST may take 100 s, and its verdict is written down as long as the lease lasts.
        timeout: Duration.seconds(270),
        parts: [...dealing, 'cdns'],
      });
      edits.grantChange(send);
      for (const { privateKey } of inputCdns) grantReadSecret(privateKey, send);
      may.readsInputs.giveTo(send);
      const checkStatus = make('CheckStatus', {
        name: 'check-status',
        description:
          'Looks at the provider, again and again while the end is near, and says when to look next',
        // As long as it may stay, and one look with all that may be slow about it.
        timeout: Duration.seconds(props.looking.lingerSeconds + 90),
        // It waits most of the time, and needs 100 MB for it (docs/performance.md).
        memorySize: 160,
        parts: [...dealing, 'looking'],
      });
      edits.grantChange(checkStatus);
      const storeResult = make('StoreResult', {
        name: 'store-result',
        description: 'Keeps what the provider made, once it is verified',
        timeout: Duration.minutes(15),
        memorySize: 1_024,
        inspectsVideos: true,
        parts: [...dealing, 'outputs', 'results'],
      });
      edits.grantChange(storeResult);
      may.storesOutputs.giveTo(storeResult);
      const announce = make('Announce', {
        name: 'announce',
        description: 'Tells of the end of an edit',
        timeout: Duration.seconds(60),
        parts: telling,
      });
      edits.grantChange(announce);
      return { send, checkStatus, storeResult, announce };
    },

    /** The one that the states of a delivery call. */
    ofDelivery: (): EditFunction => {
      const deliverWebhook = make('DeliverWebhook', {
        name: 'deliver-webhook',
        description: 'Makes the attempt of a delivery that is due, and says when the next is',
        // An attempt may take 15 s.
        timeout: Duration.seconds(60),
        parts: ['stage', 'callbacks', 'deliveries', 'edits', 'notices', 'results', 'signing'],
      });
      edits.grantRead(deliverWebhook);
      deliveries.grantChange(deliverWebhook);
      may.readsOutputs.giveTo(deliverWebhook);
      return deliverWebhook;
    },

    /** The one that the bus calls. */
    ofNotices: (deliveryMachine: IStateMachine): EditFunction => {
      const startDeliveries = make('StartDeliveries', {
        name: 'start-deliveries',
        description: 'Begins a delivery to everybody who is told of a notice',
        timeout: Duration.seconds(60),
        parts: ['stage', 'deliveries', 'edits', 'receivers'],
      });
      edits.grantRead(startDeliveries);
      deliveries.grantCreate(startDeliveries);
      deliveries.grantRemove(startDeliveries);
      return startsDeliveriesOf(startDeliveries, deliveryMachine);
    },

    /** Those behind the API. */
    ofApi: (stateMachine: IStateMachine, deliveryMachine: IStateMachine): ApiFunctions => {
      const answered = Duration.seconds(29);
      const submitEdit = make('SubmitEdit', {
        name: 'submit-edit',
        description: 'POST /v1/edits',
        timeout: answered,
        // For the parser of the clip, which is stopped at 192 MB, and pictures that have to be read whole.
        memorySize: 512,
        inspectsVideos: true,
        parts: [...telling, ...(['access', 'budget', 'capacity', 'inputs', 'limits', 'patience'] as const)],
      });
      edits.grantCreate(submitEdit);
      may.readsInputs.giveTo(submitEdit);
      const readEdit = make('ReadEdit', {
        name: 'read-edit',
        description: 'GET /v1/edits/{edit_id}',
        timeout: answered,
        parts: ['stage', 'access', 'capacity', 'edits'],
      });
      edits.grantRead(readEdit);
      const listEdits = make('ListEdits', {
        name: 'list-edits',
        description: 'GET /v1/edits',
        timeout: answered,
        parts: ['stage', 'access', 'capacity', 'edits'],
      });
      edits.grantList(listEdits);
      edits.grantRead(listEdits);
      const cancelEdit = make('CancelEdit', {
        name: 'cancel-edit',
        description: 'POST /v1/edits/{edit_id}/cancel',
        timeout: answered,
        parts: ['access', ...dealing],
      });
      edits.grantChange(cancelEdit);
      const resolveEdit = make('ResolveEdit', {
        name: 'resolve-edit',
        description: 'POST /v1/edits/{edit_id}/resolve',
        timeout: answered,
        parts: ['access', ...dealing],
      });
      edits.grantChange(resolveEdit);
      edits.grantFindRequest(resolveEdit);
      const deleteEdit = make('DeleteEdit', {
        name: 'delete-edit',
        description: 'DELETE /v1/edits/{edit_id}',
        timeout: answered,
        parts: [...telling, 'access', 'deliveries', 'inbox', 'results'],
      });
      edits.grantChange(deleteEdit);
      deliveries.grantRemove(deleteEdit);
      may.removesEdits.giveTo(deleteEdit);
      const readOutput = make('ReadOutput', {
        name: 'read-output',
        description: 'GET /v1/edits/{edit_id}/outputs/{n}',
        timeout: answered,
        parts: ['stage', 'access', 'edits', 'results'],
      });
      edits.grantRead(readOutput);
      may.readsOutputs.giveTo(readOutput);
      const createUpload = make('CreateUpload', {
        name: 'create-upload',
        description: 'POST /v1/uploads',
        timeout: answered,
        parts: ['stage', 'access', 'results'],
      });
      may.takesUploads.giveTo(createUpload);
      const listDeliveries = make('ListDeliveries', {
        name: 'list-deliveries',
        description: 'GET /v1/edits/{edit_id}/deliveries',
        timeout: answered,
        parts: ['stage', 'access', 'deliveries', 'edits'],
      });
      edits.grantRead(listDeliveries);
      deliveries.grantList(listDeliveries);
      const resendDelivery = make('ResendDelivery', {
        name: 'resend-delivery',
        description: 'POST /v1/edits/{edit_id}/deliveries/{delivery_id}/resend',
        timeout: answered,
        parts: ['stage', 'access', 'deliveries', 'edits', 'notices'],
      });
      edits.grantRead(resendDelivery);
      deliveries.grantChange(resendDelivery);
      const testWebhook = make('TestWebhook', {
        name: 'test-webhook',
        description: 'POST /v1/webhooks/test',
        timeout: answered,
        parts: ['stage', 'access', 'callbacks', 'signing'],
      });
      const readAccount = make('ReadAccount', {
        name: 'read-account',
        description: 'GET /v1/account',
        timeout: answered,
        parts: ['stage', 'access', 'budget', 'capacity', 'edits', 'limits', 'provider'],
      });
      edits.grantRead(readAccount);
      const describeApi = make('DescribeApi', {
        name: 'describe-api',
        description: 'GET /v1/openapi.json, GET /v1/health, and what there is not',
        timeout: answered,
        parts: ['stage', 'access'],
      });
      return {
        submitEdit: startsExecutionsOf(submitEdit, stateMachine),
        readEdit,
        listEdits,
        cancelEdit,
        resolveEdit: startsExecutionsOf(resolveEdit, stateMachine),
        deleteEdit,
        readOutput,
        createUpload,
        listDeliveries,
        resendDelivery: startsDeliveriesOf(resendDelivery, deliveryMachine),
        testWebhook,
        readAccount,
        describeApi,
      };
    },

    /** Those that deal with the inbox. */
    ofInbox: (stateMachine: IStateMachine): Pick<InboxProps, 'acceptUpload' | 'reportUpload'> => {
      const acceptUpload = make('AcceptUpload', {
        name: 'accept-upload',
        description: 'Makes edits of what is dropped into the inbox',
        // A preset may find many clips waiting, and a sweep many files.
        timeout: Duration.minutes(15),
        memorySize: 512,
        inspectsVideos: true,
        parts: [...telling, ...(['inbox', 'inboxOwner', 'inputs', 'limits', 'patience', 'results'] as const)],
      });
      edits.grantCreate(acceptUpload);
      edits.grantFindDue(acceptUpload);
      may.acceptsFiles.giveTo(acceptUpload);
      may.takesUploads.giveTo(acceptUpload);
      may.readsInputs.giveTo(acceptUpload);
      const reportUpload = make('ReportUpload', {
        name: 'report-upload',
        description: 'Tells beside the inbox what became of a file',
        timeout: Duration.minutes(2),
        parts: ['stage', 'edits', 'inbox', 'results'],
      });
      edits.grantRead(reportUpload);
      may.reportsFiles.giveTo(reportUpload);
      may.readsOutputs.giveTo(reportUpload);
      return { acceptUpload: startsExecutionsOf(acceptUpload, stateMachine), reportUpload };
    },

    /** The one that measures where the stage stands. */
    ofStockTaking: (): EditFunction => {
      const takeStock = make('TakeStock', {
        name: 'take-stock',
        description: 'Measures each minute what waits, what is under way, and what is spent',
        timeout: Duration.seconds(60),
        parts: ['stage', 'budget', 'capacity', 'edits'],
      });
      edits.grantRead(takeStock);
      edits.grantFindDue(takeStock);
      return takeStock;
    },

    /** The one that picks edits and deliveries up. */
    ofRecovery: (stateMachine: IStateMachine, deliveryMachine: IStateMachine): EditFunction => {
      const recover = make('Recover', {
        name: 'recover',
        description: 'Picks up edits and deliveries that nobody touched when they were due',
        timeout: Duration.minutes(5),
        parts: [
          ...telling,
          ...(['budget', 'capacity', 'deliveries', 'inbox', 'patience', 'results'] as const),
        ],
      });
      edits.grantChange(recover);
      edits.grantFindDue(recover);
      deliveries.grantChange(recover);
      deliveries.grantFindDue(recover);
      deliveries.grantRemove(recover);
      may.removesEdits.giveTo(recover);
      return startsDeliveriesOf(startsExecutionsOf(recover, stateMachine), deliveryMachine);
    },
  };
};
