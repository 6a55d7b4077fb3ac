import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
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

  async function fargateFinding(): Promise<Finding> {
    const { Quota } = await quotas.send(
      new GetServiceQuotaCommand({ ServiceCode: 'fargate', QuotaCode: FARGATE_VCPUS }),
    );
    const vcpus = Quota?.Value ?? 0;
    if (vcpus >= machines.large.vcpu) return ok(`Fargate may run ${vcpus} vCPUs: as many small jobs at once.`);
    return failed(
      `Fargate may run ${vcpus} vCPUs; a large job takes ${machines.large.vcpu}.`,
      increase('fargate', FARGATE_VCPUS, 32),
    );
  }

  async function lambdaFinding(): Promise<Finding> {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const concurrency = AccountLimit?.ConcurrentExecutions ?? 0;
    if (concurrency >= MIN_LAMBDA_CONCURRENCY) return ok(`Lambda may run ${concurrency} invocations at once.`);
    return failed(
      `Lambda may run ${concurrency} invocations at once, so the API may answer 429 or 503 while jobs run.`,
      increase('lambda', 'L-B99A9384', 1000),
    );
  }

  async function buildFinding(): Promise<Finding[]> {
    const quota = (await quotasOf('codebuild')).find(({ QuotaName = '' }) =>
      /concurrently running builds for ARM\/Small/i.test(QuotaName),
    );
    if (!quota) return [];
    if ((quota.Value ?? 0) > 0) return [ok(`CodeBuild may run ${quota.Value} small ARM builds at once.`)];
    const advice = `${increase('codebuild', quota.QuotaCode, 1)} Or build with Docker: docs/deploy.md, step 3.`;
    return [failed('CodeBuild may run no small ARM build, so npm run push-image will fail.', advice)];
  }

  async function modelFindings(): Promise<Finding[]> {
    const daily = (await quotasOf('bedrock')).filter(
      ({ QuotaName = '' }) => /tokens per day/i.test(QuotaName) && isOfModel(QuotaName, modelId),
    );
    return daily.map(({ QuotaName, QuotaCode, Value = 0 }) =>
      Value >= MIN_TOKENS_PER_DAY
        ? ok(`Bedrock allows ${Value.toLocaleString('en-US')} tokens a day (${QuotaName}).`)
        : failed(
            `Bedrock allows ${Value.toLocaleString('en-US')} tokens a day, enough for ${Math.floor(Value / 10_000)} questions.`,
            increase('bedrock', QuotaCode, 10 * MIN_TOKENS_PER_DAY),
          ),
    );
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
        ...(builds ? await buildFinding() : []),
        ...(await modelFindings()),
      ];
    },
  };
}

const increase = (service: string, code: string | undefined, value: number): string =>
  `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} ` +
  `--desired-value ${value}. It takes hours or days.`;

/** Whether a quota's name, such as “… Anthropic Claude Sonnet 4.6 V1”, is of a model, such as us.anthropic.claude-sonnet-4-6. */
function isOfModel(quotaName: string, modelId: string): boolean {
  const words = (text: string) => text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
  const [, ...model] = words(
    modelId
      .split('.')
      .slice(-2)
      .join(' ')
      .replace(/-\d{8}.*$/, ''),
  );
  return model.length > 1 && ` ${words(quotaName).join(' ')} `.includes(` ${model.join(' ')} `);
}
