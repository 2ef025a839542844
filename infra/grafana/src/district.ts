import type { Dashboard } from '@grafana/schema';
import { dashboard, sourceChoice, tagChoice } from './dashboard';
import { figure, lines, table } from './panels';
import { rows, series } from './targets';
import { unit } from './words';

const inDistrict = '"district" =~ /^$district$/';
const countOf = (verdict: string) =>
  series(`SELECT count("certain") FROM "verdict" WHERE ${inDistrict} AND "verdict" = '${verdict}' AND $timeFilter`, verdict);

/** What a district's inspectors see first: who exceeds, where, by which clause. */
export const district: Dashboard = dashboard({
  uid: 'dustwatch-district',
  title: 'DustWatch 区县 District',
  description: '区县内各企业的粉尘与噪声 Dust and noise of a district\'s enterprises',
  from: 'now-7d',
  refresh: '1m',
  variables: [sourceChoice('influx', 'influxdb', 'InfluxDB'), tagChoice('district', '区县 district', '', true)],
  panels: [
    figure({
      title: '有数据的测点 Points with data',
      description: '所选时段内有分钟均值的测点数 Points with at least one minute mean in the range',
      width: 6,
      targets: [series(`SELECT count("last") FROM (SELECT last("coverage") FROM "sample_1m" WHERE ${inDistrict} AND $timeFilter GROUP BY "point")`, 'points')],
    }),
    figure({ title: '超标班次 Shifts exceeded', width: 6, targets: [countOf('exceeded')] }, 'red'),
    figure({ title: '符合班次 Shifts compliant', width: 6, targets: [countOf('compliant')] }, 'green'),
    figure({
      title: '无法判定 Undetermined',
      description: '数据不足以判定符合或超标 Data do not suffice to say either',
      width: 6,
      targets: [countOf('undetermined')],
    }),
    lines({
      title: '每日超标与预警 Rises to exceeded and above, a day',
      description: '每日上升到超标或严重超标的次数(北京时间) Transitions to exceeded or severe a day (Beijing time)',
      width: 12,
      targets: [
        series(
          `SELECT count("level") FROM "transition" WHERE ${inDistrict} AND "level" >= 3 AND "level" <= 4 AND $timeFilter GROUP BY time(1d), "enterprise" fill(none) tz('Asia/Shanghai')`,
          '$tag_enterprise',
        ),
      ],
    }, { isStacked: true }),
    lines({
      title: '每日判定为超标的班次 Shifts judged exceeded, a day',
      width: 12,
      targets: [
        series(
          `SELECT count("certain") FROM "verdict" WHERE ${inDistrict} AND "verdict" = 'exceeded' AND $timeFilter GROUP BY time(1d), "enterprise" fill(none) tz('Asia/Shanghai')`,
          '$tag_enterprise',
        ),
      ],
    }, { isStacked: true }),
    table({
      title: '最近的超标 Latest exceedances: 数值、限值与依据 value, limit and its source',
      description: '依据列为限值所在标准与条款 The last column is the standard and clause that the limit is from',
      width: 24,
      height: 10,
      targets: [
        rows(
          `SELECT "enterprise", "point", "rule", "from", "to", "value", "unit", "limit", "clause" FROM "transition" WHERE ${inDistrict} AND "level" >= 3 AND "level" <= 4 AND $timeFilter ORDER BY time DESC LIMIT 100`,
        ),
      ],
    }),
    table({
      title: '最接近或超过限值的班次 Shifts nearest to or above their limit',
      description: '8 小时时间加权平均与限值之比(粉尘) Dust: 8 h time-weighted average over its limit, with the limit\'s standard and clause',
      width: 24,
      height: 10,
      targets: [
        rows(
          `SELECT "enterprise", "point", "quantity", "ratio", "value", "limit", "clause", "coverage" FROM (SELECT "value" / "limit" AS "ratio", "value", "limit", "clause", "coverage" FROM "verdict" WHERE ${inDistrict} AND "rule" =~ /^twa-/ AND $timeFilter GROUP BY *) WHERE "ratio" > 0 ORDER BY time DESC LIMIT 500`,
        ),
      ],
    }),
    ...([
      ['总尘 Total dust', 'dust_total', 'mean', unit.dust],
      ['呼尘 Respirable dust', 'dust_respirable', 'mean', unit.dust],
      ['噪声 Noise', 'noise_laeq', 'leq', unit.noise],
    ] as const).map(([name, quantity, average, of]) =>
      lines({
        title: `${name}: 各企业最高 15 min 值 highest 15 min value of each enterprise`,
        width: 8,
        unit: of,
        targets: [
          series(
            `SELECT max("${average}") FROM "sample_15m" WHERE ${inDistrict} AND "quantity" = '${quantity}' AND $timeFilter GROUP BY time($__interval), "enterprise" fill(none)`,
            '$tag_enterprise',
          ),
        ],
      }),
    ),
  ],
});
