import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The numbers that one daemon exports to Prometheus. Names are `sonm_<role>_<what>_<unit>`. */
export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Counter<string>
  gauge(name: string, help: string, labels?: readonly string[]): Gauge<string>
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram<string>
  /** The exposition text of everything registered. */
  text(): Promise<string>
}

export function createMetrics(options: { processMetrics: boolean }): Metrics {
  const registry = new Registry()
  if (options.processMetrics) collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = []) => new Gauge({ name, help, labelNames: [...labels], registers }),
    histogram: (name, help, buckets, labels = []) =>
      new Histogram({ name, help, buckets: [...buckets], labelNames: [...labels], registers }),
    text: () => registry.metrics(),
  }
}
