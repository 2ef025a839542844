import type en from './en'

const zh: typeof en = {
  brand: { name: 'DustWatch', line: '作业场所粉尘与噪声实时监测' },
  nav: { board: '监测看板', alerts: '预警', main: '主导航', skip: '跳到正文', signOut: '退出' },
  language: { label: '语言:中文。切换为英文', other: 'EN' },
  theme: { label: '主题:{theme}', system: '跟随系统', light: '浅色', dark: '深色' },
  role: { administrator: '管理员', operator: '值班员', inspector: '监督员', officer: '企业管理员', viewer: '只读', service: '服务' },
  demo: '演示',
  connection: {
    connecting: '连接中', live: '实时', polling: '每 5 秒', offline: '已断开',
    pollingHint: '实时通道不通,页面改为每 5 秒查询一次。',
    offlineBanner: '服务器无应答,当前显示的是 {time} 的数据。页面会自动重试;请检查网络以及 DustWatch 是否在运行。',
    offlineEmpty: '服务器无应答',
    offlineEmptyHint: '请检查网络,并确认 DustWatch 在此地址运行。页面会自动重试。',
    retry: '立即重试',
  },
  level: { normal: '正常', notice: '预警', projected: '将超标', exceeded: '超标', severe: '严重超标', fault: '故障' },
  state: { ACTIVE_UNACK: '持续中,未确认', ACTIVE_ACK: '持续中,已确认', CLEARED_UNACK: '已解除,未确认', CLEARED_ACK: '已解除,已确认' },
  stateShort: { ACTIVE_UNACK: '持续中', ACTIVE_ACK: '已确认', CLEARED_UNACK: '已解除', CLEARED_ACK: '已解除' },
  case: { open: '待处理', assigned: '已指派', rectifying: '整改中', verified: '已核查', closed: '已办结' },
  quantity: {
    dust_total: '总尘', dust_respirable: '呼尘', noise_laeq: '噪声 LAeq', noise_lafmax: '噪声 LAFmax', noise_lcpeak: '峰值 LCpeak',
    temperature: '温度', humidity: '湿度', pressure: '气压', wind_speed: '风速', wind_direction: '风向', pm10: 'PM10', pm2_5: 'PM2.5', tsp: 'TSP',
  },
  rule: {
    'twa-total': '总尘 8 小时时间加权平均浓度', 'twa-resp': '呼尘 8 小时时间加权平均浓度',
    'pe-total': '总尘峰接触浓度', 'pe-resp': '呼尘峰接触浓度',
    lex: '8 h 等效声级', lexw: '40 h 等效声级',
    'peak-120': '120 dB(C) 以上脉冲次数', 'peak-130': '130 dB(C) 以上脉冲次数', 'peak-140': '140 dB(C) 以上脉冲次数',
    offline: '设备离线', refused: '数据被拒收', stuck: '数值不变', interval: '采样间隔异常', clock: '设备时钟偏差', calibration: '校准到期',
  },
  ruleShort: {
    'twa-total': '8 h 加权平均', 'twa-resp': '8 h 加权平均', 'pe-total': '峰接触', 'pe-resp': '峰接触', lex: '8 h 等效声级', lexw: '40 h 等效声级',
    'peak-120': '> 120 dB(C)', 'peak-130': '> 130 dB(C)', 'peak-140': '> 140 dB(C)',
    offline: '离线', refused: '拒收', stuck: '不变', interval: '间隔', clock: '时钟', calibration: '校准',
  },
  outlook: {
    over: '已超过限值', exceedsIn: '{minutes} 分钟后将超标', exceedsNow: '即将超标', exceedsAt: '{time} 超标', exceedsInHint: '按最近 15 分钟的水平,{time} 超标',
    within: '不会超标', withinEnd: '期末 {value}', unknown: '',
  },
  board: {
    title: '实时看板', points: '无监测点 | 1 个监测点 | {n} 个监测点', shown: '显示 {shown} / {all}', times: '时间:{zone}',
    held: '指针在列表上,暂不重排', all: '全部', silent: '离线', counts: '各级别监测点数,点按可筛选',
    district: '区县', allDistricts: '全部区县', search: '单位、车间、岗位或编号', clear: '清除筛选',
    column: { level: '级别', place: '作业岗位', values: '当前值', limit: '与限值比较', outlook: '趋势', seen: '设备' },
    limit: '限值', noLimit: '无适用限值', noData: '暂无数据',
    online: '在线', offline: '离线', lastSeen: '最后 {time}', never: '从未上线', unnamed: '岗位 {id}',
    bar: '{value},限值 {limit} {unit},为限值的 {percent}',
    empty: '还没有监测点', emptyHint: '用 `dustwatch import REGISTRY.json` 导入单位、监测点和设备,或加 `--demo` 查看模拟的区县。',
    noMatch: '没有符合筛选条件的监测点', noMatchHint: '去掉一个筛选条件可看到更多。', loading: '正在加载监测点…',
  },
  alerts: {
    title: '预警', stream: '未了预警', one: '新预警:{sentence}', many: '{n} 条新预警;最严重的:{sentence}', toAll: '全部预警',
    open: '无未了预警 | 1 条未了预警 | {n} 条未了预警', unack: '{n} 条未确认',
    quiet: '一切正常', quietHint: '新预警会自动出现在这里,并说明原因。',
    none: '没有符合条件的预警', noneHint: '换一个状态或级别可看到更多。',
    level: '级别', state: '状态', anyLevel: '全部级别', anyState: '全部状态', openOnly: '未了', more: '显示更多', loading: '正在加载预警…', since: '{time} 起', from: '{from} 至 {to}', failed: '列表加载失败。', truncated: '另有 {n} 条',
  },
  alert: {
    back: '预警', why: '原因', value: '数值', projectedValue: '预计值', ofLimit: '为限值的 {percent}', limit: '限值', noLimit: '无', over: '超出 {amount}', window: '评价时段', windowOpen: '{from} 至今', shift: '{name} 班', clause: '依据条款', noClause: '管理规则', coverage: '数据覆盖率',
    coverageLow: '有效数据不足 75 %,缺失部分按无接触计算。', coverageFull: '的时段有有效数据',
    peak: '最高读数', peakAt: '{time}', projection: '照此下去', atEnd: '期末', exceedsAt: '超过限值的时间', mayStillBe: '余下时间平均不得高于', neverExceeds: '本时段内不会', noProjection: '此规则不作推算,或数据不足 15 分钟。',
    early: '这是定点读数给出的早期预警,不是法定判定。法定判定须按标准方法测量劳动者的接触水平。',
    chart: '时段内的{quantity}', chartHint: '阴影为评价时段,虚线为限值,断线处为缺失数据。',
    timeline: '经过', acknowledge: '确认', acknowledged: '已确认', comment: '备注(可不填)', commentHint: '发现了什么,通知了谁', ackFailed: '未能确认:{reason}', ackDone: '已确认。', viewerHint: '您的角色只能查看,不能确认。',
    stale: '此后没有有效数据:该预警已移出持续列表,但并未解除。', previous: '上一次预警', point: '作业岗位', active: '持续中', cleared: '已解除', until: '至 {time}', since: '{time} 起', state: '状态',
    loading: '正在加载预警…', missing: '没有这条预警', missingHint: '它可能属于其他区县或单位,或者地址不完整。',
    by: '{actor}', kind: {
      raised: '发出预警', transition: '级别变化', level: '级别变化', cleared: '解除', 'window-end': '时段结束', withdrawn: '迟到数据到达后撤销', 'rule-changed': '规则变更',
      acknowledge: '确认', acknowledged: '确认', assign: '指派', assigned: '指派', comment: '备注', commented: '备注', rectify: '整改', rectifying: '整改', verify: '核查', verified: '核查', close: '办结', closed: '办结', stale: '无数据', notified: '已通知', revised: '迟到数据到达后修订',
    },
    noTimeline: '还没有记录。',
  },
  point: {
    back: '看板', now: '当前值', history: '最近几小时', exposure: '各项规则', hours: '{n} 小时', range: '范围', quantity: '监测项', budget: '已用限值', window: '时段 {from} – {to}', coverage: '覆盖率 {percent}', bounds: '确定范围 {low} – {high}', mayStill: '余下时间平均不得高于 {value}', atEnd: '期末 {value}', missing: '没有这个监测点', missingHint: '它可能属于其他区县或单位,或者地址不完整。', loading: '正在加载监测点…', noRules: '这里还没有规则被评价。', noRulesHint: '收到第一个有限值的样本后即开始。', openAlerts: '此处未了预警', interval: '每 {interval} 一个样本', agent: '危害因素', id: '监测点', calm: '无异常',
  },
  chart: { loading: '正在加载图表…', empty: '此时段没有数据', emptyHint: '设备没有发送数据,或数据无效。', failed: '图表加载失败。', limit: '限值 {value}', label: '{quantity}:最高 {max},最近 {last} {unit},缺失 {gaps} 处,{from} 至 {to}', mean: '平均', range: '最低至最高' },
  signIn: {
    title: '登录', user: '用户名', password: '密码', submit: '登录', byLink: '正在用链接登录…', linkHint: '没有密码?请索取登录链接:`dustwatch user link NAME` 会打印一个。链接只能用一次,十分钟内有效。',
    expired: '会话已结束。登录后将回到原来的页面。', wrong: '用户名或密码不正确。', slow: '尝试次数过多,请等一分钟再试。',
    linkBad: '此链接已失效', linkExpired: '此链接已过期', linkUsed: '此链接已被使用', linkTeach: '登录链接只能用一次,十分钟内有效。用 `dustwatch user link NAME` 可打印新链接;演示模式每次启动都会重新打印。', unreachable: '服务器无应答。请检查网络,并确认 DustWatch 在此地址运行。', failed: '未成功:{reason}', other: '改用密码登录',
  },
  password: { title: '设置密码', hint: '链接只用于这一次登录。今后请用用户名和此密码登录。', first: '新密码', again: '再输一次', submit: '设置密码', differ: '两次输入不一致。', refused: '未被接受:{reason}' },
  error: { unreachable: '服务器无应答。', unreachableHint: '请检查网络以及 DustWatch 是否在运行,然后重试。', other: '未成功:{reason}', retry: '重试' },
  notFound: { title: '没有这个页面', back: '回到看板' },
}

export default zh
