import type { Dashboard } from '@grafana/schema';
import { dashboard, sourceChoice } from './dashboard';
import { figure, lines } from './panels';
import { now, range } from './targets';
import { unit } from './words';

const quantile = (q: number, histogram: string) =>
  range(`histogram_quantile(${q}, sum by (le) (rate(${histogram}_bucket[$__rate_interval])))`, `p${q * 100}`, `P${q * 100}`);

/** DustWatch itself: what comes in, whether its readers keep up, how soon alerts are out. */
export const system: Dashboard = dashboard({
  uid: 'dustwatch-system',
  title: 'DustWatch 系统 System',
  description: '系统自身的指标 The program\'s own metrics',
  from: 'now-1h',
  refresh: '10s',
  variables: [sourceChoice('prometheus', 'prometheus', 'Prometheus')],
  panels: [
    figure({ title: '版本 Version', width: 4, targets: [now('dustwatch_build_info', '{{version}}')] }),
    figure({ title: 'MQTT 连接 Connections', width: 4, targets: [now('sum(dustwatch_mqtt_connections)')] }),
    figure({ title: '活动告警 Active alerts', width: 4, targets: [now('sum(dustwatch_alerts_open)')] }, 'orange'),
    figure({
      title: '最慢的读者落后 Slowest reader behind',
      description: '日志末尾与各读者位置之差,单位为记录 Records between the log\'s end and its readers',
      width: 4,
      targets: [now('max(scalar(max(dustwatch_log_end)) - dustwatch_consumer_position)')],
    }),
    figure({ title: '待写 InfluxDB Waiting for InfluxDB', width: 4, targets: [now('scalar(max(dustwatch_log_end)) - max(dustwatch_consumer_position{consumer="influx"})')] }),
    figure({ title: 'InfluxDB 可写 takes lines (1 = 是 yes)', width: 4, targets: [now('min(dustwatch_influx_up)')] }),
    lines({
      title: '接入 Samples taken',
      width: 8,
      unit: unit.perSecond,
      targets: [range('sum(rate(dustwatch_ingest_samples_total[$__rate_interval]))', '入库 taken'), range('sum(rate(dustwatch_detect_samples_total[$__rate_interval]))', '判定 judged', 'B')],
    }),
    lines({
      title: '消息 Messages',
      width: 8,
      unit: unit.perSecond,
      targets: [range('sum by (protocol, result) (rate(dustwatch_ingest_messages_total[$__rate_interval]))', '{{protocol}} {{result}}')],
    }),
    lines({
      title: '拒收原因 Refused, by reason',
      width: 8,
      unit: unit.perSecond,
      targets: [range('sum by (reason) (rate(dustwatch_ingest_rejected_total[$__rate_interval])) > 0', '{{reason}}')],
    }, { isStacked: true }),
    lines({
      title: '日志落盘时间 Log: time until durable',
      width: 8,
      unit: unit.seconds,
      targets: [quantile(0.5, 'dustwatch_log_append_seconds'), quantile(0.99, 'dustwatch_log_append_seconds')],
    }),
    lines({
      title: '告警延迟 Alert latency: 到达至推送 arrival to hub',
      width: 8,
      unit: unit.seconds,
      targets: [quantile(0.5, 'dustwatch_alert_latency_seconds'), quantile(0.99, 'dustwatch_alert_latency_seconds')],
    }),
    lines({
      title: '读者落后的记录 Records behind, by reader',
      width: 8,
      targets: [range('scalar(max(dustwatch_log_end)) - dustwatch_consumer_position', '{{consumer}}')],
    }),
    lines({
      title: '级别变化 Transitions',
      width: 8,
      targets: [range('sum by (to) (increase(dustwatch_transitions_total[$__rate_interval]))', '{{to}}')],
    }, { isStacked: true }),
    lines({ title: '活动告警,按级别 Active alerts by level', width: 8, targets: [range('sum by (level) (dustwatch_alerts_open)', '{{level}}')] }, { isStacked: true }),
    lines({
      title: '迟到数据 Late samples',
      width: 8,
      unit: unit.perSecond,
      targets: [range('sum(rate(dustwatch_detect_late_total[$__rate_interval]))', '迟到 late')],
    }),
    lines({
      title: 'InfluxDB 行 lines',
      width: 12,
      unit: unit.perSecond,
      targets: [
        range('sum(rate(dustwatch_influx_lines_total[$__rate_interval]))', '已写 stored'),
        range('sum(rate(dustwatch_influx_refused_lines_total[$__rate_interval]))', '被拒 refused', 'B'),
      ],
    }),
    lines({
      title: 'InfluxDB 重试 retries, by cause',
      description: '没有重试时无数据 No data while nothing had to be sent again',
      width: 12,
      unit: unit.perSecond,
      targets: [range('sum by (cause) (rate(dustwatch_influx_retries_total[$__rate_interval]))', '{{cause}}')],
    }),
  ],
});
