import { Counter, Histogram, Registry, collectDefaultMetrics } from '@prometheus-io/client';

export type Metrics = {
  answered(method: string, route: string, status: number, seconds: number): void;
  counter(name: string, help: string, labels: readonly string[]): Counter;
  text(): Promise<string>;
  contentType: string;
};

/** Figures of this process, as Prometheus reads them. Routes are patterns, so that their number stays bounded. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: 'guichet_http_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    answered: (method, route, status, seconds) => answers.observe({ method, route, status }, seconds),
    counter: (name, help, labels) => new Counter({ name, help, labelNames: [...labels], registers: [registry] }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
