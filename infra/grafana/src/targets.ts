import type { DataSourceRef } from '@grafana/schema';

/** A query to an InfluxDB of version 1, 2 or 3, in InfluxQL. */
export interface InfluxTarget {
  refId: string;
  datasource: DataSourceRef;
  rawQuery: true;
  query: string;
  resultFormat: 'time_series' | 'table';
  alias?: string;
  hide?: boolean;
}

/** A query to Prometheus. */
export interface PrometheusTarget {
  refId: string;
  datasource: DataSourceRef;
  expr: string;
  legendFormat: string;
  range: boolean;
  instant: boolean;
}

export type Target = InfluxTarget | PrometheusTarget;

export const influxSource: DataSourceRef = { type: 'influxdb', uid: '${influx}' };
export const prometheusSource: DataSourceRef = { type: 'prometheus', uid: '${prometheus}' };

/** Lines over time. `alias` names each series, `$tag_…` in it. */
export function series(query: string, alias: string, refId = 'A'): InfluxTarget {
  return { refId, datasource: influxSource, rawQuery: true, query, resultFormat: 'time_series', alias };
}

/** Rows, as InfluxQL answers them. */
export function rows(query: string, refId = 'A'): InfluxTarget {
  return { refId, datasource: influxSource, rawQuery: true, query, resultFormat: 'table' };
}

/** A PromQL expression over time. */
export function range(expr: string, legendFormat: string, refId = 'A'): PrometheusTarget {
  return { refId, datasource: prometheusSource, expr, legendFormat, range: true, instant: false };
}

/** A PromQL expression's present value. */
export function now(expr: string, legendFormat = '', refId = 'A'): PrometheusTarget {
  return { refId, datasource: prometheusSource, expr, legendFormat, range: false, instant: true };
}
