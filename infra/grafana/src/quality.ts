import type { Dashboard } from '@grafana/schema';
import { dashboard, sourceChoice, tagChoice } from './dashboard';
import { figure, lines, table, timeline } from './panels';
import { rows, series } from './targets';
import { unit } from './words';

const inDistrict = '"district" =~ /^$district$/';
const inEnterprise = `${inDistrict} AND "enterprise" =~ /^$enterprise$/`;
const isQualityRule = '"rule" =~ /^(offline|refused|stuck|above-range|step|clock|interval|calibration)$/';

/** Whether the data can be judged by: gaps, invalid samples, faults. */
export const quality: Dashboard = dashboard({
  uid: 'dustwatch-quality',
  title: 'DustWatch 数据质量 Data quality',
  description: '缺失、无效数据与设备故障 Gaps, invalid samples and faults of devices',
  from: 'now-24h',
  refresh: '1m',
  variables: [
    sourceChoice('influx', 'influxdb', 'InfluxDB'),
    tagChoice('district', '区县 district', '', true),
    tagChoice('enterprise', '企业 enterprise', inDistrict, true),
  ],
  panels: [
    figure({
      title: '有效数据 Valid samples',
      width: 6,
      targets: [series(`SELECT count("value") FROM "sample" WHERE ${inEnterprise} AND $timeFilter`, 'valid')],
    }, 'green'),
    figure({
      title: '无效数据 Invalid samples',
      description: '标记为 M、C、D、F、S、B 的数据 Flags M, C, D, F, S, B',
      width: 6,
      targets: [series(`SELECT count("invalid") FROM "sample" WHERE ${inEnterprise} AND $timeFilter`, 'invalid')],
    }, 'orange'),
    figure({
      title: '平均有效率 Mean coverage',
      width: 6,
      unit: unit.share,
      targets: [series(`SELECT mean("coverage") FROM "sample_1m" WHERE ${inEnterprise} AND $timeFilter`, 'coverage')],
    }),
    figure({
      title: '无法判定的班次 Shifts undetermined',
      width: 6,
      targets: [series(`SELECT count("certain") FROM "verdict" WHERE ${inEnterprise} AND "verdict" = 'undetermined' AND $timeFilter`, 'undetermined')],
    }),
    lines({
      title: '各企业有效率 Coverage of each enterprise',
      description: '有数据的分钟中,有效数据覆盖的时间比例 Of minutes with samples, the share of time that valid ones cover',
      width: 12,
      unit: unit.share,
      targets: [series(`SELECT mean("coverage") FROM "sample_1m" WHERE ${inEnterprise} AND $timeFilter GROUP BY time($__interval), "enterprise" fill(none)`, '$tag_enterprise')],
    }),
    lines({
      title: '各企业上报的测点 Points that report, by enterprise',
      width: 12,
      targets: [
        series(
          `SELECT count("n") FROM (SELECT last("coverage") AS "n" FROM "sample_15m" WHERE ${inEnterprise} AND $timeFilter GROUP BY time(15m), "point", "enterprise" fill(none)) WHERE $timeFilter GROUP BY time(15m), "enterprise" fill(none)`,
          '$tag_enterprise',
        ),
      ],
    }),
    lines({
      title: '无效数据,按测点 Invalid samples, by point',
      width: 12,
      targets: [series(`SELECT count("invalid") FROM "sample" WHERE ${inEnterprise} AND $timeFilter GROUP BY time($__interval), "point" fill(none)`, '$tag_point')],
    }, { isStacked: true }),
    table({
      title: '最近的标记 Latest flags',
      description: 'M 维护 maintenance · C 校准 calibration · D 故障 failure · F 离线 · S 启停 · B 通信 · T 超量程 over range',
      width: 12,
      targets: [rows(`SELECT "point", "quantity", "flag", "invalid", "value" FROM "sample" WHERE ${inEnterprise} AND "flag" =~ /./ AND $timeFilter ORDER BY time DESC LIMIT 100`)],
    }),
    timeline({
      title: '数据故障 Faults',
      description: '离线、拒收、卡滞、超量程、突变、时钟、间隔、校准 offline, refused, stuck, above-range, step, clock, interval, calibration',
      width: 24,
      targets: [series(`SELECT "level" FROM "transition" WHERE ${inEnterprise} AND ${isQualityRule} AND $timeFilter GROUP BY "point", "rule"`, '$tag_point $tag_rule')],
    }),
    table({
      title: '故障记录 Faults as they came and went',
      width: 12,
      height: 10,
      targets: [rows(`SELECT "enterprise", "point", "rule", "from", "to", "reason" FROM "transition" WHERE ${inEnterprise} AND ${isQualityRule} AND $timeFilter ORDER BY time DESC LIMIT 200`)],
    }),
    table({
      title: '最后一分钟均值 Last minute mean of each point',
      description: '时间列为测点最后有数据的一分钟 The time is that of the last minute with samples',
      width: 12,
      height: 10,
      targets: [rows(`SELECT last("coverage") AS "coverage" FROM "sample_1m" WHERE ${inEnterprise} AND $timeFilter GROUP BY "point"`)],
    }),
  ],
});
