using System.Net;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Backends;
using DustWatch.Dashboard.Monitoring;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;
using DustWatch.Ingest.Endpoints;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;
using DustWatch.Mqtt;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DustWatch.Dashboard.Api;

/// <summary><c>/healthz</c>, <c>/readyz</c>: anybody. <c>/metrics</c>: anybody on loopback, elsewhere a signed-in caller.</summary>
internal static class HealthApi
{
    public static void Map(WebApplication application)
    {
        application.MapGet("/healthz", () => TypedResults.Text("ok\n"))
            .DescribeText("isAlive", "Whether the process answers.")
            .AllowAnonymous();
        application.MapGet("/readyz", Ready)
            .DescribeText("isReady", "Whether every consumer of the log keeps up, every store stores and every external broker is connected; 503 names those that do not.")
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain")
            .AllowAnonymous();
        application.MapGet("/metrics", Metrics)
            .DescribeText("getMetrics", "Figures in Prometheus' text; off loopback for signed-in callers who see everything.")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .AllowAnonymous();
    }

    private static ContentHttpResult Ready(Pipeline.Pipeline pipeline, Installation installation, StoreRetries retries, TimeProvider clock)
    {
        var end = installation.Log.End;
        var behind = pipeline.Consumers.Where(c => end - c.Position > Limits.ConsumerLagRecordsMaximum).Select(c => $"{c.Name} is {end - c.Position} records behind").ToList();
        behind.AddRange(retries.Failing.Select(f => $"{f.Store} cannot store: {f.Fault}"));
        if (installation.Log.Room is { Refusal: { } refusal, SamplesWaiting: var waiting })
        {
            behind.Add($"samples are not taken: {refusal}; {waiting} wait");
        }

        if (installation.Influx?.Counts.Trouble is { } trouble && Instant.Now(clock) - trouble.Since >= (long)Limits.ArchiveTroubleMaximum.TotalMilliseconds)
        {
            behind.Add($"influx does not take the history since {trouble.Since}: {trouble.Reason} It waits in the log");
        }

        behind.AddRange(pipeline.Brokers.Where(b => !b.State.IsConnected).Select(b => $"broker {b.Name} is not connected: {b.State.Reason ?? "not yet"}"));
        return behind.Count == 0
            ? TypedResults.Text("ready\n")
            : TypedResults.Text(string.Join('\n', behind) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Metrics(HttpContext context, Pipeline.Pipeline pipeline, Installation installation, PipelineMetrics metrics, StoreRetries retries, MqttEndpoint mqtt)
    {
        var isLocal = context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
        if (!isLocal && context.User.Identity is not { IsAuthenticated: true })
        {
            return TypedResults.Problem("Off loopback the metrics need a token.", statusCode: StatusCodes.Status401Unauthorized);
        }

        if (!isLocal && Caller.From(context.User) is not { District: null, Enterprise: null })
        {
            return TypedResults.Problem("The metrics count all districts and enterprises, so they are for callers who see all.", statusCode: StatusCodes.Status403Forbidden);
        }

        var text = new MetricsText();
        WriteIngest(text, pipeline, mqtt);
        WriteLog(text, pipeline, installation, metrics, retries);
        WriteArchive(text, installation);
        WriteAlerts(text, pipeline, installation, metrics);
        text.Describe("dustwatch_build_info", "Version of the program.", "gauge");
        text.Add("dustwatch_build_info", 1, ("version", typeof(HealthApi).Assembly.GetName().Version?.ToString(3) ?? ""));
        return TypedResults.Text(text.ToString(), MetricsText.ContentType);
    }

    private static void WriteIngest(MetricsText text, Pipeline.Pipeline pipeline, MqttEndpoint mqtt)
    {
        text.Describe("dustwatch_ingest_messages_total", "Messages by protocol and what became of them.", "counter");
        text.Add("dustwatch_ingest_messages_total", pipeline.Mqtt.Counters.Taken, ("protocol", "mqtt"), ("result", "taken"));
        text.Add("dustwatch_ingest_messages_total", pipeline.Mqtt.Counters.Refused, ("protocol", "mqtt"), ("result", "refused"));
        if (pipeline.Brokers.Count > 0)
        {
            text.Add("dustwatch_ingest_messages_total", pipeline.Brokers.Sum(b => b.Counters.Taken), ("protocol", "mqtt-broker"), ("result", "taken"));
            text.Add("dustwatch_ingest_messages_total", pipeline.Brokers.Sum(b => b.Counters.Refused), ("protocol", "mqtt-broker"), ("result", "refused"));
            WriteBrokers(text, pipeline.Brokers);
        }

        text.AddSingle("dustwatch_ingest_samples_total", "Samples taken.", "counter", pipeline.Diagnostics.Taken);
        text.Describe("dustwatch_ingest_rejected_total", "Values refused, by reason.", "counter");
        foreach (var reason in Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None))
        {
            text.Add("dustwatch_ingest_rejected_total", pipeline.Refused(reason), ("reason", RejectReasons.NameOf(reason)));
        }

        text.AddSingle("dustwatch_mqtt_connections", "Open MQTT connections.", "gauge", mqtt.ConnectionsOpen);
    }

    private static void WriteBrokers(MetricsText text, IReadOnlyList<Broker> brokers)
    {
        text.Describe("dustwatch_mqtt_broker_connected", "Whether an external broker is connected.", "gauge");
        brokers.ToList().ForEach(b => text.Add("dustwatch_mqtt_broker_connected", b.State.IsConnected ? 1 : 0, ("broker", b.Name)));
        text.Describe("dustwatch_mqtt_broker_connections_total", "Connections to an external broker.", "counter");
        brokers.ToList().ForEach(b => text.Add("dustwatch_mqtt_broker_connections_total", b.State.Connections, ("broker", b.Name)));
        text.Describe("dustwatch_mqtt_broker_retained_total", "Retained messages of an external broker, which are ignored.", "counter");
        brokers.ToList().ForEach(b => text.Add("dustwatch_mqtt_broker_retained_total", b.RetainedIgnored, ("broker", b.Name)));
    }

    private static void WriteLog(MetricsText text, Pipeline.Pipeline pipeline, Installation installation, PipelineMetrics metrics, StoreRetries retries)
    {
        metrics.LogAppend.WriteTo(text, "dustwatch_log_append_seconds", "Time until an append is durable.");
        text.AddSingle("dustwatch_log_end", "Position of the last durable record.", "gauge", installation.Log.End);
        text.AddSingle("dustwatch_log_first", "Position of the oldest record that was not cut.", "gauge", installation.Log.First);
        var room = installation.Log.Room;
        text.AddSingle("dustwatch_log_bytes", "Bytes of the log's records.", "gauge", room.BytesUsed);
        text.AddSingle("dustwatch_log_bytes_maximum", "Bytes that they may take.", "gauge", room.BytesMaximum);
        text.AddSingle("dustwatch_log_refusing", "1 while samples are neither taken nor acknowledged.", "gauge", room.Refusal is null ? 0 : 1);
        text.AddSingle("dustwatch_log_waiting_samples", "Samples that wait to be taken.", "gauge", room.SamplesWaiting);
        text.Describe("dustwatch_disk_bytes", "Bytes of a file of the data folder.", "gauge");
        foreach (var file in (string[])[installation.Folder.Log, installation.Folder.Ledger, installation.Folder.History])
        {
            text.Add("dustwatch_disk_bytes", DiskSpace.BytesOf(file), ("file", Path.GetFileName(file)));
        }

        text.AddSingle("dustwatch_disk_free_bytes", "Bytes that the disk of the data folder has left.", "gauge", DiskSpace.FreeBytesOf(installation.Folder.Path));
        text.Describe("dustwatch_store_failing", "1 for each store that cannot store now.", "gauge");
        foreach (var (store, _) in retries.Failing)
        {
            text.Add("dustwatch_store_failing", 1, ("store", store));
        }

        text.Describe("dustwatch_consumer_position", "Position of the last record that a consumer has taken.", "gauge");
        foreach (var consumer in pipeline.Consumers)
        {
            text.Add("dustwatch_consumer_position", consumer.Position, ("consumer", consumer.Name));
        }
    }

    private static void WriteArchive(MetricsText text, Installation installation)
    {
        if (installation.Influx is not { Counts: var counts } influx)
        {
            return;
        }

        text.AddSingle("dustwatch_influx_up", "Whether InfluxDB took what it was sent last.", "gauge", counts.Trouble is null ? 1 : 0);
        text.AddSingle("dustwatch_influx_lines_total", "Lines that InfluxDB has taken.", "counter", counts.Stored);
        text.AddSingle("dustwatch_influx_refused_lines_total", "Lines that InfluxDB refused and that were set aside.", "counter", counts.SetAside);
        text.AddSingle("dustwatch_influx_behind_records", "Records of the log that were left behind and are stored beside what comes now.", "gauge", influx.BehindRecords);
        text.Describe("dustwatch_influx_retries_total", "Writes that had to be done again, by status or cause.", "counter");
        foreach (var (cause, count) in counts.Retries)
        {
            text.Add("dustwatch_influx_retries_total", count, ("cause", cause));
        }
    }

    private static void WriteAlerts(MetricsText text, Pipeline.Pipeline pipeline, Installation installation, PipelineMetrics metrics)
    {
        text.AddSingle("dustwatch_detect_samples_total", "Samples judged.", "counter", pipeline.SamplesJudged);
        text.AddSingle("dustwatch_detect_late_total", "Samples older than the newest of their point and quantity.", "counter", pipeline.SamplesLate);
        text.Describe("dustwatch_transitions_total", "Transitions by rule and level after.", "counter");
        foreach (var (rule, to, count) in metrics.Transitions.Read())
        {
            text.Add("dustwatch_transitions_total", count, ("rule", rule), ("to", to));
        }

        metrics.AlertLatency.WriteTo(text, "dustwatch_alert_latency_seconds", "From a sample's arrival to the hub.");
        text.Describe("dustwatch_alerts_open", "Active alerts by level.", "gauge");
        var open = installation.Ledger.Read(AlertFilter.AllActive);
        foreach (var level in Enum.GetValues<Level>().Where(l => l != Level.Normal))
        {
            text.Add("dustwatch_alerts_open", open.Count(a => a.Level == level), ("level", level.NameOf()));
        }
    }
}
