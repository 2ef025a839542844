namespace DustWatch.Dashboard;

/// <summary>Every capacity and maximum of the executable, in one place.</summary>
internal static class Limits
{
    /// <summary>Shards that detection is cut into. Fixed, so that a checkpoint fits whatever the number of cores.</summary>
    public const int DetectionShards = 4;

    /// <summary>How far behind the end of the log a consumer may be before the system is not ready.</summary>
    public const long ConsumerLagRecordsMaximum = 2_000;

    /// <summary>Bytes of the disk that samples do not take: ledger, history, checkpoints and the cutting of the log need room to make room.</summary>
    public const long DiskBytesReserved = 64L << 20;

    /// <summary>Batches of live values a browser is sent, at most, a second.</summary>
    public const int LiveBatchesPerSecond = 4;

    /// <summary>Alerts that a hub client may have missed before it is told to load a snapshot.</summary>
    public const int ResumeAlertsMaximum = 1_000;

    /// <summary>Parts of the world that one hub connection may watch.</summary>
    public const int WatchRequestsMaximum = 100;

    /// <summary>Items on a page of a list.</summary>
    public const int PageItemsMaximum = 1_000;

    /// <summary>Items on a page of a list when the caller does not say.</summary>
    public const int PageItemsDefault = 100;

    /// <summary>Raw samples in one answer.</summary>
    public const int HistorySamplesMaximum = 100_000;

    /// <summary>Steps in one answer.</summary>
    public const int HistoryStepsMaximum = 20_000;

    /// <summary>Samples that one request takes in again after they were set aside.</summary>
    public const int ReadmittedSamplesMaximum = 100_000;

    /// <summary>Longest time that verdicts are listed of at once.</summary>
    public static readonly TimeSpan VerdictSpanMaximum = TimeSpan.FromDays(92);

    /// <summary>Samples of an evidence: a day at 2 Hz.</summary>
    public const int EvidenceSamplesMaximum = 180_000;

    /// <summary>Bytes of text that one core reads at a time in a backtest: what becomes of them still lies in its cache when it is judged.</summary>
    public const int BacktestPieceBytesMinimum = 512 * 1024;

    /// <summary>The same where there are so many points that each would have a few samples only: bringing a point's state near costs more than the text.</summary>
    public const int BacktestPieceBytesMaximum = 16 * 1024 * 1024;

    /// <summary>Bytes of text for each point: some thirty lines.</summary>
    public const int BacktestPieceBytesEach = 1280;

    /// <summary>Bytes of each file that are read beforehand, to know when it begins.</summary>
    public const int BacktestHeadBytes = 4096;

    /// <summary>Parts that the points of files are cut into while they are read; as many cores can judge them.</summary>
    public const int BacktestStreamedShardsMaximum = 32;

    /// <summary>Points that one core judges at a time in a backtest. Not by the number of cores, so that the same is said on each machine.</summary>
    public const int BacktestShardPoints = 16;

    /// <summary>Bytes of a request's body.</summary>
    public const long RequestBytesMaximum = 1_048_576;

    /// <summary>Bytes of a registry that the control socket takes.</summary>
    public const long RegistryBytesMaximum = 64L * 1_048_576;

    /// <summary>Characters of a comment.</summary>
    public const int CommentLengthMaximum = 2_000;

    /// <summary>Characters of a password.</summary>
    public const int PasswordLengthMaximum = 256;

    /// <summary>Fewest characters of a password.</summary>
    public const int PasswordLengthMinimum = 10;

    /// <summary>Failed sign-ins of one address in <see cref="SignInWindow"/> before it has to wait.</summary>
    public const int SignInFailuresMaximum = 10;

    /// <summary>Failed sign-ins of one user from any address in <see cref="SignInWindow"/>: more than of an address, so that nobody shuts another out from one.</summary>
    public const int UserFailuresMaximum = 30;

    /// <summary>See <see cref="SignInFailuresMaximum"/>.</summary>
    public static readonly TimeSpan SignInWindow = TimeSpan.FromMinutes(5);

    /// <summary>How long a sign-in link can be used.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long the demo's link can be used, again and again, from loopback alone.</summary>
    public static readonly TimeSpan DemoLinkLifetime = TimeSpan.FromDays(30);

    /// <summary>How long a session in a browser lasts.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);

    /// <summary>How long a token for scripts lasts.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(365);

    /// <summary>Log time between two checkpoints of a shard.</summary>
    public static readonly TimeSpan CheckpointPeriod = TimeSpan.FromMinutes(1);

    /// <summary>The same while the log is full: what is before the older of two checkpoints can be cut.</summary>
    public static readonly TimeSpan CheckpointPeriodWhenFull = TimeSpan.FromSeconds(1);

    /// <summary>Log time before a checkpoint in which its shard sums up what awaits, a part after each page.</summary>
    public static readonly TimeSpan CheckpointPreparation = TimeSpan.FromSeconds(2);

    /// <summary>Log time between two snapshots of a shard, from which late points are judged again.</summary>
    public static readonly TimeSpan SnapshotPeriod = TimeSpan.FromHours(8);

    /// <summary>How much longer than a sample may be late snapshots are kept: a device's time may be ahead, and a sample covers what is before it.</summary>
    public static readonly TimeSpan SnapshotMargin = TimeSpan.FromHours(1);

    /// <summary>Time between two times that one point is judged again.</summary>
    public static readonly TimeSpan ReevaluationPeriod = TimeSpan.FromMinutes(1);

    /// <summary>After points were judged again, none is for so many times as long: a quarter of a core.</summary>
    public const int ReevaluationRest = 3;

    /// <summary>How far behind the history may be for a shard to wait for it.</summary>
    public const long ReevaluationLagRecordsMaximum = 100;

    /// <summary>Time between two ticks of the log.</summary>
    public static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);

    /// <summary>How often it is looked which records of the log are needed by nobody.</summary>
    public static readonly TimeSpan ReleasePeriod = TimeSpan.FromSeconds(30);

    /// <summary>The same while the log is full.</summary>
    public static readonly TimeSpan ReleasePeriodWhenFull = TimeSpan.FromSeconds(1);

    /// <summary>How long a store that failed is left alone at first; each time twice as long.</summary>
    public static readonly TimeSpan StoreRetryMinimum = TimeSpan.FromMilliseconds(250);

    /// <summary>And at most.</summary>
    public static readonly TimeSpan StoreRetryMaximum = TimeSpan.FromSeconds(5);

    /// <summary>How often active alerts are asked whether their points still send.</summary>
    public static readonly TimeSpan StaleCheckPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Shortest silence after which an active alert is stale.</summary>
    public static readonly TimeSpan StaleAfterMinimum = TimeSpan.FromHours(1);

    /// <summary>How often the rights of open hub and MQTT connections are looked at again.</summary>
    public static readonly TimeSpan RightsCheckPeriod = TimeSpan.FromSeconds(2);

    /// <summary>How long a point may be silent before the board shows it as offline; the default rule's time.</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromMinutes(10);

    /// <summary>How old a table of exposures may be before it is asked for again.</summary>
    public static readonly TimeSpan ExposureAge = TimeSpan.FromSeconds(1);

    /// <summary>How much time the shifts of one answer may lie in.</summary>
    public static readonly TimeSpan ShiftsSpanMaximum = TimeSpan.FromDays(100);

    /// <summary>How long a request waits for a history that is behind.</summary>
    public static readonly TimeSpan HistoryWait = TimeSpan.FromSeconds(2);

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan HistoryWaitPeriod = TimeSpan.FromMilliseconds(20);

    /// <summary>Time between two looks at the files of a certificate.</summary>
    public static readonly TimeSpan CertificateLookPeriod = TimeSpan.FromSeconds(1);

    /// <summary>How long a stop may take to bring what was taken to disk.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of text that one core reads at a time in a backtest of so many points.</summary>
    public static int BacktestPieceBytesOf(int points) => (int)Math.Clamp((long)points * BacktestPieceBytesEach, BacktestPieceBytesMinimum, BacktestPieceBytesMaximum);

    /// <summary>Shards that so many points are cut into while they are read.</summary>
    public static int BacktestStreamedShardsOf(int points) => Math.Clamp(BacktestShardsOf(points), 1, BacktestStreamedShardsMaximum);

    /// <summary>Records of the log that the board takes again at most after a crash: twenty minutes at more than a hundred commits a second.</summary>
    public const int LiveRecordsAgainMaximum = 200_000;

    /// <summary>How far back the history in the data folder surely reaches when there is an archive besides: as far as a sample may be late.</summary>
    public static readonly TimeSpan NearHistory = TimeSpan.FromDays(8);

    /// <summary>How long the history in the data folder keeps samples then: a day longer, for what reaches into the oldest.</summary>
    public static readonly TimeSpan NearSamples = NearHistory + TimeSpan.FromDays(1);

    /// <summary>How long an archive may be in trouble before the system is not ready.</summary>
    public static readonly TimeSpan ArchiveTroubleMaximum = TimeSpan.FromSeconds(10);

    /// <summary>Shards that so many points are cut into in a backtest.</summary>
    public static int BacktestShardsOf(int points) => Math.Max(1, (points + BacktestShardPoints - 1) / BacktestShardPoints);
}
