using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DustWatch.Backends.Influx;

/// <summary>InfluxDB's HTTP interface: one write, one query. Keeps no state but connections; any thread.</summary>
internal sealed partial class InfluxClient : IDisposable
{
    private const int ReasonLengthMaximum = 500;
    private const int AnswerBytesMaximum = 64 * 1024;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5); // so that a moved name is noticed

    private readonly InfluxOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly Uri _write;
    private readonly AuthenticationHeaderValue? _authorization;

    /// <summary>Opens nothing yet.</summary>
    public InfluxClient(InfluxOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a token goes nowhere but where it was meant for
            UseCookies = false,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = DecompressionMethods.GZip,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _write = options.Api == InfluxApi.V1
            ? Address("write", ("db", options.Database), ("precision", "ms"))
            : Address("api/v2/write", ("org", options.Org ?? ""), ("bucket", options.Bucket ?? ""), ("precision", "ms"));
        _authorization = options switch
        {
            { Token: { } token } => new AuthenticationHeaderValue("Token", token),
            { User: { } user } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}"))),
            _ => null,
        };
    }

    /// <summary>Lines as <see cref="WriteAsync"/> takes them: compressed, or as they are.</summary>
    public ReadOnlyMemory<byte> BodyOf(ReadOnlyMemory<byte> lines)
    {
        if (!_options.IsCompressed)
        {
            return lines;
        }

        using var compressed = new MemoryStream(lines.Length / 4);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines.Span);
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    /// <summary>Sends lines once.</summary>
    /// <param name="body">Of <see cref="BodyOf"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of them, whatever it is; only a cancelled <paramref name="cancellationToken"/> throws.</returns>
    public async Task<WriteAnswer> WriteAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.WriteTimeout, _clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = Request(HttpMethod.Post, _write);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        if (_options.IsCompressed)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ending.Token);
            return response.IsSuccessStatusCode
                ? WriteAnswer.Stored
                : Read(response, await ReadTextAsync(response, ending.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WriteAnswer(WriteOutcome.Later, "timeout", $"It did not answer within {_options.WriteTimeout.TotalSeconds:0} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new WriteAnswer(WriteOutcome.Later, "connection", exception.InnerException?.Message ?? exception.Message);
        }
    }

    /// <summary>Asks once; the caller reads the answer and disposes of it.</summary>
    /// <exception cref="InfluxException">It is not answered.</exception>
    public JsonDocument Query(string query)
    {
        using var timeout = new CancellationTokenSource(_options.QueryTimeout, _clock);
        using var request = Request(HttpMethod.Get, Address("query", ("db", _options.Database), ("epoch", "ms"), ("q", query)));
        try
        {
            using var response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            using var body = response.Content.ReadAsStream(timeout.Token);
            return response.IsSuccessStatusCode
                ? JsonDocument.Parse(body)
                : throw new InfluxException($"InfluxDB at {_options.Url} answered a query with {(int)response.StatusCode}: {ReasonOf(ReadText(body))}");
        }
        catch (OperationCanceledException exception)
        {
            throw new InfluxException($"InfluxDB at {_options.Url} did not answer a query within {_options.QueryTimeout.TotalSeconds:0} s.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || exception is IOException and not InfluxException)
        {
            throw new InfluxException($"InfluxDB at {_options.Url} did not answer a query: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string ReadText(Stream body)
    {
        var bytes = new byte[AnswerBytesMaximum];
        return Encoding.UTF8.GetString(bytes, 0, body.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    private static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(AnswerBytesMaximum);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private WriteAnswer Read(HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        var cause = status.ToString(CultureInfo.InvariantCulture);
        var said = ReasonOf(text);
        return status switch
        {
            400 or 422 => new WriteAnswer(WriteOutcome.LinesRefused, cause, said, Dropped: DroppedOf(said)),
            413 => new WriteAnswer(WriteOutcome.TooLarge, cause, $"413: {said}"),
            408 or 425 or 429 or >= 500 => new WriteAnswer(WriteOutcome.Later, cause, $"{cause}: {said}", RetryAfterOf(response)),
            401 or 403 => new WriteAnswer(WriteOutcome.Misconfigured, cause, $"{cause}: {said} ({(_options.Api == InfluxApi.V1 ? "see History:User and History:Password" : "see History:Token")})"),
            404 => new WriteAnswer(WriteOutcome.Misconfigured, cause, $"404: {said} (make it there, or see {(_options.Api == InfluxApi.V1 ? "History:Database" : "History:Bucket, History:Org and History:Api")})"),
            _ => new WriteAnswer(WriteOutcome.Misconfigured, cause, $"{cause}: {said} (see History:Url and History:Api)"),
        };
    }

    // {"error":"…"} of 1.x and 3, {"code":"…","message":"…"} of 2; a proxy says something else.
    private static string ReasonOf(string text)
    {
        var reason = text.Trim();
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && (json.RootElement.TryGetProperty("error", out var said) || json.RootElement.TryGetProperty("message", out said))
                && said.ValueKind == JsonValueKind.String)
            {
                reason = said.GetString() ?? reason;
            }
        }
        catch (JsonException)
        {
            // As it stands, then.
        }

        return reason.Length <= ReasonLengthMaximum ? reason : $"{reason[..ReasonLengthMaximum]}…";
    }

    private static int? DroppedOf(string reason) =>
        Dropped().Match(reason) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : null; // 1.6 says dropped=0 of lines that it could not parse

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
        _ => null,
    };

    private Uri Address(string path, params ReadOnlySpan<(string Key, string Value)> query)
    {
        var address = new StringBuilder(_options.Url.GetLeftPart(UriPartial.Path).TrimEnd('/')).Append('/').Append(path);
        var separator = '?';
        foreach (var (key, value) in query)
        {
            address.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return new Uri(address.ToString());
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = _authorization;
        return request;
    }

    [GeneratedRegex(@"\bdropped=(\d+)")]
    private static partial Regex Dropped();
}
