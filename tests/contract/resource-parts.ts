/** Nested types of resources.ts. */

export interface Principal {
  readonly Service?: string;
}

export interface MetricDimension {
  readonly Name: string;
  readonly Value: unknown;
}

export interface AlarmMetric {
  readonly Id: string;
  readonly ReturnData?: boolean;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: unknown;
      readonly MetricName: string;
      readonly Dimensions?: readonly MetricDimension[];
    };
  };
}

export interface BudgetNotification {
  readonly Notification: { readonly NotificationType: string };
  readonly Subscribers: readonly object[];
}

export interface Trust {
  readonly Action: string;
  readonly Principal: Principal;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Container {
  readonly Image: unknown;
  readonly Environment: readonly { readonly Name: string }[];
  readonly HealthCheck?: { readonly Command: readonly string[] };
  readonly ReadonlyRootFilesystem: boolean;
  readonly MountPoints: readonly object[];
  readonly StopTimeout: number;
  readonly Ulimits: readonly { readonly Name: string }[];
  readonly LogConfiguration: { readonly Options: Readonly<Record<string, unknown>> };
  readonly LinuxParameters: {
    readonly InitProcessEnabled: boolean;
    readonly Capabilities: { readonly Drop: readonly string[]; readonly Add?: readonly string[] };
  };
}
