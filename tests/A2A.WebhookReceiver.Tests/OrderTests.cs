using System.Net;
using System.Text.Json;
using A2A.WebhookReceiver.Receiving;

namespace A2A.WebhookReceiver.Tests;

/// <summary>What comes after a later one of its subscription is kept, and shown as such.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set before each test
    private Receiver _receiver = null!; // set before each test
    private HttpClient _client = null!; // set before each test

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _receiver = Receiver.Start(_redis.ConnectionString);
        _client = _receiver.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task An_earlier_place_than_came_before_is_out_of_order()
    {
        await PostAsync("c_100-1", "c_100-2", "c_100-10", "c_100-9", "c_100-11", "c_99-12", "c_101-10");

        (await OrderAsync()).ShouldBe([true, true, true, false, true, false, true]);
    }

    [Fact]
    public async Task Each_subscription_has_an_order_of_its_own()
    {
        await PostAsync("c-1_100-5", "c-2_100-1", "c_5_100-1", "c_5_100-2", "c-1_100-6");

        (await OrderAsync()).ShouldBe([true, true, true, true, true]);
    }

    [Fact]
    public async Task A_repetition_says_nothing_of_the_order()
    {
        await PostAsync("c_100-1", "c_100-2", "c_100-1", "c_100-3");

        (await OrderAsync()).ShouldBe([true, true, true]);
        (await _client.NotificationsAsync())[0].Number("receipts").ShouldBe(2);
    }

    [Fact]
    public async Task An_event_that_has_the_number_of_a_lost_one_is_no_repetition()
    {
        await PostAsync("c_100-1", "c_200-2", "c_300-2");

        (await OrderAsync()).ShouldBe([true, true, true]);
        (await _client.NotificationsAsync()).ShouldAllBe(kept => kept.Number("receipts") == 1);
    }

    [Fact]
    public async Task Of_other_senders_no_order_can_be_told()
    {
        (await _client.PostSignedAsync("msg_2_1", """{"taskId":"t"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await OrderAsync()).ShouldBe([null]);
    }

    [Theory]
    [InlineData($"{Tokens.Task}_c-1_1790000000000-12", $"{Tokens.Task}_c-1", 1790000000000, 12)]
    [InlineData($"{Tokens.Task}_a_b_0-0", $"{Tokens.Task}_a_b", 0, 0)]
    [InlineData($"{Tokens.Task}_c_999999999999999-999999999999999", $"{Tokens.Task}_c", 999999999999999, 999999999999999)]
    public void Our_own_ids_name_task_subscription_time_and_number(string id, string subscription, long milliseconds, long number)
    {
        DeliveryPlace.OrNull(id).ShouldBe(new DeliveryPlace(Tokens.Task, subscription, milliseconds, number));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("d-1")]
    [InlineData("t_c_1-1")]
    [InlineData("msg_p5jXN8AQM9LmM0D4loKWxemk")]
    [InlineData(Tokens.Task)]
    [InlineData($"{Tokens.Task}_1-1")]
    [InlineData($"{Tokens.Task}__1-1")]
    [InlineData($"{Tokens.Task}_c_")]
    [InlineData($"{Tokens.Task}_c_1")]
    [InlineData($"{Tokens.Task}_c_-1")]
    [InlineData($"{Tokens.Task}_c_1-")]
    [InlineData($"{Tokens.Task}_c_1-1-1")]
    [InlineData($"{Tokens.Task}_c_1-1x")]
    [InlineData($"{Tokens.Task}-c_1_1-1")]
    [InlineData($"{Tokens.Task}_c_1-9999999999999999")]
    [InlineData($"{Tokens.Task}_c_9999999999999999-1")]
    public void Ids_of_another_form_say_nothing(string? id)
    {
        DeliveryPlace.OrNull(id).ShouldBeNull();
    }

    private async Task PostAsync(params string[] ids)
    {
        foreach (var id in ids)
        {
            (await _client.PostSignedAsync($"{Tokens.Task}_{id}", Tokens.Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private async Task<IEnumerable<bool?>> OrderAsync() => (await _client.NotificationsAsync()).Select(InOrder);

    private static bool? InOrder(JsonElement notification) =>
        notification.TryGetProperty("inOrder", out var inOrder) ? inOrder.GetBoolean() : null;
}
