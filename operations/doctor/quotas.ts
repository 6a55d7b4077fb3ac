import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  NoSuchResourceException,
  type ServiceQuota,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { machines } from '../../events';
import { type Check, type Finding, failed, ok } from './check';

export interface QuotasCheckOptions {
  readonly quotas: ServiceQuotasClient;
  readonly lambda: LambdaClient;
  readonly modelId: string;
  /** Whether the stack builds the executor's image. */
  readonly builds: boolean;
}

/** Fargate On-Demand vCPU resource count. */
const FARGATE_VCPUS = 'L-3032A538';
/** The functions behind queues may run 29 times at once, besides the API, the stream and the sweep. */
const MIN_LAMBDA_CONCURRENCY = 100;
/** A question takes about ten thousand tokens. */
const MIN_TOKENS_PER_DAY = 1_000_000;

/** Quotas that are lower in young accounts than what the system may need. */
export function quotasCheck({ quotas, lambda, modelId, builds }: QuotasCheckOptions): Check {
  async function quotasOf(ServiceCode: string): Promise<ServiceQuota[]> {
    const all: ServiceQuota[] = [];
    let NextToken: string | undefined;
    do {
      const page = await quotas.send(new ListServiceQuotasCommand({ ServiceCode, NextToken }));
      all.push(...(page.Quotas ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return all;
  }

  /** Undefined for a quota that was never changed: Service Quotas then has no applied value. */
  async function appliedValue(ServiceCode: string, QuotaCode: string): Promise<number | undefined> {
    try {
      return (await quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }))).Quota?.Value;
    } catch (error) {
      if (error instanceof NoSuchResourceException) return undefined;
      throw error;
    }
  }

  async function fargateFinding(): Promise<Finding> {
    const vcpus = await appliedValue('fargate', FARGATE_VCPUS);
    if (vcpus === undefined) return ok('Fargate has no applied quota of vCPUs, so its default applies.');
    if (vcpus >= machines.large.vcpu) return ok(`Fargate may run ${vcpus} vCPUs: as many small jobs at once.`);
    return failed(
      `Fargate may run ${vcpus} vCPUs; a large job takes ${machines.large.vcpu}.`,
      increase('fargate', FARGATE_VCPUS, 32),
    );
  }

  async function lambdaFinding(): Promise<Finding> {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const concurrency = AccountLimit?.ConcurrentExecutions ?? 0;
    if (concurrency >= MIN_LAMBDA_CONCURRENCY) {
      const waiting = 'GET /jobs/{jobId}?wait takes one for each caller that waits';
      return ok(`Lambda may run ${concurrency} invocations at once; ${waiting}.`);
    }
    return failed(
      `Lambda may run ${concurrency} invocations at once, so the API may answer 429 or 503 while jobs run.`,
      increase('lambda', 'L-B99A9384', 1000),
    );
  }

  async function buildFinding(): Promise<Finding> {
    const quota = (await quotasOf('codebuild')).find(({ QuotaName = '' }) =>
      /concurrently running builds for ARM\/Small/i.test(QuotaName),
    );
    if (!quota) return ok('CodeBuild has no applied quota of small ARM builds, so its default applies.');
    if ((quota.Value ?? 0) > 0) return ok(`CodeBuild may run ${quota.Value} small ARM builds at once.`);
    const advice = `${increase('codebuild', quota.QuotaCode, 1)} Or build with Docker: docs/deploy.md, step 3.`;
    return failed('CodeBuild may run no small ARM build, so npm run push-image will fail.', advice);
  }

  async function modelFindings(): Promise<Finding[]> {
    const all = await quotasOf('bedrock');
    const ofModel = all.filter(({ QuotaName = '' }) => isOfModel(QuotaName, modelId));
    const perMinute = ofModel.find(
      ({ QuotaName = '', Adjustable }) => Adjustable && /cross-region .*tokens per minute/i.test(QuotaName),
    );
    const daily = all.filter(
      (quota) =>
        /tokens per day/i.test(quota.QuotaName ?? '') &&
        (ofModel.includes(quota) || /cross-model/i.test(quota.QuotaName ?? '')),
    );
    if (daily.length === 0)
      return [ok(`Service Quotas has no tokens a day of ${modelId}; its call shows whether any are left.`)];
    return daily.map((quota) => {
      const { QuotaName, Value = 0 } = quota;
      const tokens = Value.toLocaleString('en-US');
      return Value >= MIN_TOKENS_PER_DAY
        ? ok(`Bedrock allows ${tokens} tokens a day (${QuotaName}).`)
        : failed(
            `Bedrock allows ${tokens} tokens a day, enough for ${Math.floor(Value / 10_000)} questions (${QuotaName}).`,
            moreTokens(quota, perMinute),
          );
    });
  }

  return {
    title: 'Quotas',
    advice:
      'Your identity needs servicequotas:GetServiceQuota, servicequotas:ListServiceQuotas and ' +
      'lambda:GetAccountSettings for this check.',
    async run() {
      return [
        await fargateFinding(),
        await lambdaFinding(),
        ...(builds ? [await buildFinding()] : []),
        ...(await modelFindings()),
      ];
    },
  };
}

const increase = (service: string, code: string | undefined, value: number): string =>
  `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} ` +
  `--desired-value ${value}. It takes hours or days.`;

/**
 * How to get more tokens a day. Most of these quotas are not adjustable. Source: “Request an increase for Amazon Bedrock
 * quotas”, Amazon Bedrock User Guide.
 */
function moreTokens({ QuotaCode, Adjustable }: ServiceQuota, perMinute: ServiceQuota | undefined): string {
  if (Adjustable) return increase('bedrock', QuotaCode, 10 * MIN_TOKENS_PER_DAY);
  if (!perMinute) return 'This quota is not adjustable. Ask AWS Support to raise it. It takes hours or days.';
  const tokens = Math.max(2 * (perMinute.Value ?? 0), 200_000);
  return (
    'This quota is not adjustable. Request more tokens a minute: AWS Support then offers to raise both. ' +
    increase('bedrock', perMinute.QuotaCode, tokens)
  );
}

/**
 * Whether a quota applies to calls of a model. Names are “Model invocation max tokens per day for Anthropic Claude Sonnet
 * 4.6 V1 (doubled for cross-region calls)” for us.anthropic.claude-sonnet-4-6, and “Global cross-region …” for global
 * profiles. Quotas of long contexts are separate, and not used here.
 */
function isOfModel(quotaName: string, modelId: string): boolean {
  if (/context length/i.test(quotaName)) return false;
  if (/^global /i.test(quotaName) !== modelId.startsWith('global.')) return false;
  const words = (text: string) => text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
  const [, name = ''] = /([^./]+)$/.exec(modelId.replace(/-(?:\d{8}.*|v\d+(?::\d+)?|\d+:\d+)$/, '')) ?? [];
  const model = words(name).join(' ');
  return model !== '' && new RegExp(` ${model} (?!\\d)`).test(` ${words(quotaName).join(' ')} `);
}
