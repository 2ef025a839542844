using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>A caller of the HTTP API, signed in or not.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="address">The server's, with a slash at the end.</param>
    /// <param name="token">Sent as bearer; null for a caller who is not signed in.</param>
    public ApiClient(Uri address, string? token = null)
    {
        Token = token;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
        _client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    public string? Token { get; }

    public Uri Address => _client.BaseAddress ?? throw new InvalidOperationException("It was made with an address.");

    /// <summary>Exchanges a sign-in link for a session.</summary>
    public static async Task<ApiClient> SignInAsync(Uri address, string link)
    {
        using var nobody = new ApiClient(address);
        using var response = await nobody.SendAsync(HttpMethod.Post, "api/v1/sessions", new { link });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return new ApiClient(address, (string?)(await ReadAsync(response))["token"]);
    }

    /// <summary>GET of a path under <c>/api/v1/</c> that has to succeed.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, "api/v1/" + path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        return await ReadAsync(response);
    }

    /// <summary>The items of a list that fits one page.</summary>
    public async Task<IReadOnlyList<JsonNode>> ItemsAsync(string path) =>
        [.. ((await GetAsync(path))["items"]?.AsArray() ?? []).Select(item => item ?? throw new InvalidOperationException("An item is an object."))];

    /// <summary>The status of a request to a path under <c>/api/v1/</c>.</summary>
    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object? body = null, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var response = await SendAsync(method, "api/v1/" + path, body, headers);
        return response.StatusCode;
    }

    /// <summary>Any request.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request);
    }

    /// <summary>The text of a path, whatever its status.</summary>
    public async Task<string> TextAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>What <c>/readyz</c> says.</summary>
    public Task<string> ReadyAsync() => TextAsync("readyz");

    /// <summary>One metric, all its series summed up.</summary>
    public async Task<double> MetricAsync(string name) => (await MetricsAsync(name)).Sum();

    /// <summary>Waits until every reader of the log has taken all that is in it now.</summary>
    public async Task WaitUntilReadAsync()
    {
        var end = await MetricAsync("dustwatch_log_end");
        await Eventually.GetAsync(() => MetricsAsync("dustwatch_consumer_position"), positions => positions.Count > 0 && positions.All(p => p >= end), "the log's readers");
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The JSON of an answer.</summary>
    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync()) ?? throw new InvalidOperationException("The answer is null.");

    private async Task<IReadOnlyList<double>> MetricsAsync(string name)
    {
        var text = await _client.GetStringAsync("metrics");
        return [.. text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
            .Select(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture))];
    }
}
