/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- backup-tools --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "1.60.1-1.2.1-1": "223ed9e1b38bcbfc8f54d80932f157f95d6d683f0a02664ebf767b718c18d81a",
  "1.60.1-1.2.1-2": "39fb8594c2f16f03f45063320d2be42e3d65710c8f53d57062062e619b644356",
  "1.60.1-1.2.1-3": "fd9a582f4d4267d8a3e71f3a50b35d359fce4b6be10336a718aa541c416a9a78",
  "1.60.1-1.2.1-4": "7b8f6c80305be54449c8557a9b8522dd933c238841c5bea6b610a2b0f67ceb95",
  "1.60.1-1.2.1-5": "798755d08bfd5028d03026359b4284f5b6deb99317217837c4a10d0a8933e328",
  "1.60.1-1.2.1-6": "1450b56119c6de80f34810bfae013281df6ace51f8315eb3a6dfa71462019a1d",
  "1.60.1-1.2.1-7": "a4f4849731cf41f25f451c81b8ce24eb52230a08e21d9cc148469854296948bb",
  "1.60.1-1.2.1-8": "4557c38a8d12b5288c58d4ee1a477f6f817b857b535aa943466aefe80382fd31",
  "1.60.1-1.2.1-9": "6357ff44747b18ecb23c4b9137c9bcf8a10ddf3591737a7ab07befbabff09d7a",
  "1.60.1-1.2.1-10": "a84c7ab1b26b88118243f7bfc36ea316bb420b858646e23e5cd6e36006bff633",
  "1.60.1-1.2.1-11": "296a6fddfca4796ef81e11a9c3c64e63efd1a81ddaf9127aaf472a54974ed7ea",
};
