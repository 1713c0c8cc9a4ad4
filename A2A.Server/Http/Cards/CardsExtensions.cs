using A2A.Server.Push.Keys;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Cards;

internal static class CardsExtensions
{
    /// <summary>What the agents say of themselves.</summary>
    public static void AddCards(this IServiceCollection services)
    {
        services.AddOptions<CardOptions>().BindStrictly(CardOptions.Section)
            .Validate(options => options.MaxAge >= TimeSpan.Zero, "Cards:MaxAge must not be negative.")
            .Validate<IOptions<SigningOptions>>((options, signing) => options.MaxAge <= signing.Value.PublishAhead / 2,
                "Cards:MaxAge must be at most half of Signing:PublishAhead:"
                + " otherwise a key signs before everybody who keeps the key set has it.")
            .ValidateOnStart();
        services.AddHttpContextAccessor();
        services.AddSingleton<AgentCards>();
        services.AddSingleton<Caching>();
        services.AddSingleton<CardPublisher>();
        services.AddSingleton<CardDocuments>();
        services.AddSingleton<CardAnswer>();
        services.AddSingleton<ExtendedCards>();
    }
}
