// Generated from src/Market.sol by `npm run generate -w @sonm/contracts`; do not edit.

export const marketAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "token_",
        "type": "address",
        "internalType": "contract IERC20"
      },
      {
        "name": "registry_",
        "type": "address",
        "internalType": "contract IRegistry"
      },
      {
        "name": "profiles_",
        "type": "address",
        "internalType": "contract IProfiles"
      },
      {
        "name": "feed",
        "type": "address",
        "internalType": "contract IPriceFeed"
      },
      {
        "name": "priceMaxAgeSeconds_",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "amend",
    "inputs": [
      {
        "name": "amendment",
        "type": "tuple",
        "internalType": "struct Amendment",
        "components": [
          {
            "name": "dealId",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "sequence",
            "type": "uint24",
            "internalType": "uint24"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      },
      {
        "name": "sent",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "buyerSignature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "supplierSignature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "paid",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "balanceOf",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "bill",
    "inputs": [
      {
        "name": "sent",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "paid",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "billBatch",
    "inputs": [
      {
        "name": "deals",
        "type": "tuple[]",
        "internalType": "struct Deal[]",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "paid",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "cancel",
    "inputs": [
      {
        "name": "nonces",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "cancelAll",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "close",
    "inputs": [
      {
        "name": "sent",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "closeBatch",
    "inputs": [
      {
        "name": "deals",
        "type": "tuple[]",
        "internalType": "struct Deal[]",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "dealCount",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "dealHash",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "deposit",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "depositWithPermit",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "v",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "r",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "s",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "digest",
    "inputs": [
      {
        "name": "order",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "side",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "author",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "counterparty",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "matcher",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "nonce",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "identityLevel",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "netFlags",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "bond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "tag",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "detailsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "benchmarks",
            "type": "uint256[4]",
            "internalType": "uint256[4]"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "digestAmendment",
    "inputs": [
      {
        "name": "amendment",
        "type": "tuple",
        "internalType": "struct Amendment",
        "components": [
          {
            "name": "dealId",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "sequence",
            "type": "uint24",
            "internalType": "uint24"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "eip712Domain",
    "inputs": [],
    "outputs": [
      {
        "name": "fields",
        "type": "bytes1",
        "internalType": "bytes1"
      },
      {
        "name": "name",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "version",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "chainId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "verifyingContract",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "salt",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "extensions",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "epochOf",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint64",
        "internalType": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "isBlacklisted",
    "inputs": [
      {
        "name": "lister",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "isNonceUsed",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "nonce",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "openDeal",
    "inputs": [
      {
        "name": "ask",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "side",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "author",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "counterparty",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "matcher",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "nonce",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "identityLevel",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "netFlags",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "bond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "tag",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "detailsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "benchmarks",
            "type": "uint256[4]",
            "internalType": "uint256[4]"
          }
        ]
      },
      {
        "name": "bid",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "side",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "author",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "counterparty",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "matcher",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "nonce",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "identityLevel",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "netFlags",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "bond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "tag",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "detailsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "benchmarks",
            "type": "uint256[4]",
            "internalType": "uint256[4]"
          }
        ]
      },
      {
        "name": "askSignature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "bidSignature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "openDealBatch",
    "inputs": [
      {
        "name": "requests",
        "type": "tuple[]",
        "internalType": "struct OpenRequest[]",
        "components": [
          {
            "name": "ask",
            "type": "tuple",
            "internalType": "struct Order",
            "components": [
              {
                "name": "side",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "author",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "counterparty",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "matcher",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "nonce",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "epoch",
                "type": "uint64",
                "internalType": "uint64"
              },
              {
                "name": "expiresAt",
                "type": "uint64",
                "internalType": "uint64"
              },
              {
                "name": "durationSeconds",
                "type": "uint40",
                "internalType": "uint40"
              },
              {
                "name": "pricePerSecond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "denomination",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "snmPerUsdCap",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "identityLevel",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "netFlags",
                "type": "uint32",
                "internalType": "uint32"
              },
              {
                "name": "bond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "tag",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "detailsHash",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "benchmarks",
                "type": "uint256[4]",
                "internalType": "uint256[4]"
              }
            ]
          },
          {
            "name": "bid",
            "type": "tuple",
            "internalType": "struct Order",
            "components": [
              {
                "name": "side",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "author",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "counterparty",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "matcher",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "nonce",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "epoch",
                "type": "uint64",
                "internalType": "uint64"
              },
              {
                "name": "expiresAt",
                "type": "uint64",
                "internalType": "uint64"
              },
              {
                "name": "durationSeconds",
                "type": "uint40",
                "internalType": "uint40"
              },
              {
                "name": "pricePerSecond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "denomination",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "snmPerUsdCap",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "identityLevel",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "netFlags",
                "type": "uint32",
                "internalType": "uint32"
              },
              {
                "name": "bond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "tag",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "detailsHash",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "benchmarks",
                "type": "uint256[4]",
                "internalType": "uint256[4]"
              }
            ]
          },
          {
            "name": "askSignature",
            "type": "bytes",
            "internalType": "bytes"
          },
          {
            "name": "bidSignature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ]
      },
      {
        "name": "atLeast",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "ids",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "parts",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct MarketParts",
        "components": [
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "registry",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "profiles",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "priceFeed",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "priceMaxAgeSeconds",
            "type": "uint256",
            "internalType": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "setBlacklisted",
    "inputs": [
      {
        "name": "accounts",
        "type": "address[]",
        "internalType": "address[]"
      },
      {
        "name": "listed",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "snmPerUsd",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "take",
    "inputs": [
      {
        "name": "ask",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "side",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "author",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "counterparty",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "matcher",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "nonce",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "expiresAt",
            "type": "uint64",
            "internalType": "uint64"
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "denomination",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "identityLevel",
            "type": "uint8",
            "internalType": "uint8"
          },
          {
            "name": "netFlags",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "bond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "tag",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "detailsHash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "benchmarks",
            "type": "uint256[4]",
            "internalType": "uint256[4]"
          }
        ]
      },
      {
        "name": "durationSeconds",
        "type": "uint40",
        "internalType": "uint40"
      },
      {
        "name": "snmPerUsdCap",
        "type": "uint96",
        "internalType": "uint96"
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "takeBatch",
    "inputs": [
      {
        "name": "requests",
        "type": "tuple[]",
        "internalType": "struct TakeRequest[]",
        "components": [
          {
            "name": "ask",
            "type": "tuple",
            "internalType": "struct Order",
            "components": [
              {
                "name": "side",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "author",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "counterparty",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "matcher",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "nonce",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "epoch",
                "type": "uint64",
                "internalType": "uint64"
              },
              {
                "name": "expiresAt",
                "type": "uint64",
                "internalType": "uint64"
              },
              {
                "name": "durationSeconds",
                "type": "uint40",
                "internalType": "uint40"
              },
              {
                "name": "pricePerSecond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "denomination",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "snmPerUsdCap",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "identityLevel",
                "type": "uint8",
                "internalType": "uint8"
              },
              {
                "name": "netFlags",
                "type": "uint32",
                "internalType": "uint32"
              },
              {
                "name": "bond",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "tag",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "detailsHash",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "benchmarks",
                "type": "uint256[4]",
                "internalType": "uint256[4]"
              }
            ]
          },
          {
            "name": "durationSeconds",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "signature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ]
      },
      {
        "name": "atLeast",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "ids",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "termsOf",
    "inputs": [
      {
        "name": "deal",
        "type": "tuple",
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct DealTerms",
        "components": [
          {
            "name": "id",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "hub",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "master",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "pricePerSecond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "usdPerSecond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "snmPerUsdCap",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "startedAt",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "durationSeconds",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "billedUntil",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "locked",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "bond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "amendments",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "withdraw",
    "inputs": [
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "BidFilled",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "bidHash",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Blacklisted",
    "inputs": [
      {
        "name": "lister",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "listed",
        "type": "bool",
        "indexed": false,
        "internalType": "bool"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "BondPaid",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DealAmended",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "paid",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "money",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "buyerTerms",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      },
      {
        "name": "usdTerms",
        "type": "bytes32",
        "indexed": false,
        "internalType": "bytes32"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DealBilled",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "paid",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "money",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DealClosed",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "paid",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "returned",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "by",
        "type": "address",
        "indexed": false,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DealOpened",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "buyer",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "hub",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "deal",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct Deal",
        "components": [
          {
            "name": "money",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "buyerTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "hubTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "masterTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "usdTerms",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "askHash",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Deposited",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "from",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "EIP712DomainChanged",
    "inputs": [],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "EpochAdvanced",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "epoch",
        "type": "uint64",
        "indexed": false,
        "internalType": "uint64"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "NonceCancelled",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "nonce",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "RequestFailed",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "reason",
        "type": "bytes",
        "indexed": false,
        "internalType": "bytes"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Withdrawn",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AccountZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmendmentDealWrong",
    "inputs": [
      {
        "name": "dealId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmendmentDurationInvalid",
    "inputs": [
      {
        "name": "durationSeconds",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmendmentEmpty",
    "inputs": []
  },
  {
    "type": "error",
    "name": "AmendmentExpired",
    "inputs": [
      {
        "name": "expiresAt",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmendmentSequenceWrong",
    "inputs": [
      {
        "name": "sequence",
        "type": "uint24",
        "internalType": "uint24"
      },
      {
        "name": "expected",
        "type": "uint24",
        "internalType": "uint24"
      }
    ]
  },
  {
    "type": "error",
    "name": "AmendmentUnsigned",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceInsufficient",
    "inputs": [
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "free",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BalanceTooLarge",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BatchIncomplete",
    "inputs": [
      {
        "name": "opened",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "atLeast",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CapTooLow",
    "inputs": [
      {
        "name": "snmPerUsdCap",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "least",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DealCloseForbidden",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "DealStateWrong",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DealUnfunded",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "fundedUntil",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DealWithSelf",
    "inputs": [
      {
        "name": "buyer",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "HubUnconfirmed",
    "inputs": [
      {
        "name": "hub",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "IdentityTooLow",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "asked",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "proved",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidShortString",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OpenForbidden",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderBenchmarksInvalid",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OrderCounterpartyWrong",
    "inputs": [
      {
        "name": "counterparty",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderDenominationInvalid",
    "inputs": [
      {
        "name": "denomination",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderDurationExceeded",
    "inputs": [
      {
        "name": "offered",
        "type": "uint40",
        "internalType": "uint40"
      },
      {
        "name": "asked",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderEpochWrong",
    "inputs": [
      {
        "name": "orderEpoch",
        "type": "uint64",
        "internalType": "uint64"
      },
      {
        "name": "currentEpoch",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderExpired",
    "inputs": [
      {
        "name": "expiresAt",
        "type": "uint64",
        "internalType": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderIdentityInvalid",
    "inputs": [
      {
        "name": "identityLevel",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderNonceUsed",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "nonce",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderSideWrong",
    "inputs": [
      {
        "name": "side",
        "type": "uint8",
        "internalType": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderSignatureInvalid",
    "inputs": [
      {
        "name": "author",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrderUsdPriceZero",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OrdersMismatch",
    "inputs": [
      {
        "name": "mismatch",
        "type": "uint8",
        "internalType": "enum IMarket.Mismatch"
      }
    ]
  },
  {
    "type": "error",
    "name": "PartyBlacklisted",
    "inputs": [
      {
        "name": "lister",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceUnavailable",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SafeCastOverflowedUintDowncast",
    "inputs": [
      {
        "name": "bits",
        "type": "uint8",
        "internalType": "uint8"
      },
      {
        "name": "value",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SafeERC20FailedOperation",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "StringTooLong",
    "inputs": [
      {
        "name": "str",
        "type": "string",
        "internalType": "string"
      }
    ]
  }
] as const

export const marketBytecode = '0x61022080604052346102c85760a081614bd1803803809161002082856102df565b8339810103126102c8578051906001600160a01b03821682036102c8576020810151906001600160a01b03821682036102c8576040810151926001600160a01b03841684036102c85760608201516001600160a01b038116928382036102c8576080015191604051906100946040836102df565b600b8252602082016a14d3d3934813585c9ad95d60aa1b8152604051926100bc6040856102df565b600184526020840192603160f81b84526080526100d881610316565b610140526100e584610316565b6101605251902091826101005251902080610120524660c0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261014f60c0826102df565b51902060a0523060e052610180526101a0528061023a57505f5b6101c0526101e0526102005260405161484f908161038282396080518181816108d801528181611a7b015281816124d301526139b6015260a051816145c4015260c0518161467b015260e05181614595015261010051816146130152610120518161463901526101405181610b9e01526101605181610bc801526101805181818161097b0152613c6301526101a0518181816109a10152613cb701526101c05181613ce101526101e0518181816109240152818161164601526132ad01526102005181818161094e01526134800152f35b60206004916040519283809263313ce56760e01b82525afa80156102d4575f90610293575b60ff9150166012018060121161027f57604d811161027f57600a0a610169565b634e487b7160e01b5f52601160045260245ffd5b506020813d6020116102cc575b816102ad602093836102df565b810103126102c8575160ff811681036102c85760ff9061025f565b5f80fd5b3d91506102a0565b6040513d5f823e3d90fd5b601f909101601f19168101906001600160401b0382119082101761030257604052565b634e487b7160e01b5f52604160045260245ffd5b601f815111610341576020815191015160208210610332571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe60806040526004361015610011575f80fd5b5f5f3560e01c806306285a9a146125c557806310e084ec1461258357806312a62cff1461247257806318cb2b18146123a65780631c1479fa14611b4c5780632e1a7d4d14611a045780632e340823146119465780633ad52e2d146110d45780634028eddc1461103c57806347e7ef2414610ff55780634987fcf114610f6657806358252ca914610ee6578063582805d914610e775780636dca3d1c14610e3e57806370a0823114610dca5780638369b72f14610c6c57806384b0196e14610b635780638c125b6f14610b18578063b382c40f146109e5578063b47e9c791461086b578063c1306dc1146107da578063c33584c1146105c3578063c76d4ca614610439578063cab7e8eb146103bd578063d3d3f16714610375578063e1baae1f146101815763eadb3c9c14610143575f80fd5b3461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576020600654604051908152f35b80fd5b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043567ffffffffffffffff8111610371576101d1903690600401612814565b6024359182151580840361036d5791909133855284602052604085205493859260ff8316935b81811061020f57878733825281602052604082205580f35b61021a818388612b31565b359673ffffffffffffffffffffffffffffffffffffffff8816978881036103695750338952600460205260408920885f526020528460ff60405f20541615151461035f57338952600460205260408920885f5260205260405f20867fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055835f1461032c57780100000000000000000000000000000000000000000000000081018091116102ff57906001915b976040518681527f87109c9868e0f575f5eb0c44a12fae0c0123eb29071a9a375c8fecc5eb6a4be260203392a35b016101f7565b6024897f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b7fffffffffffffffff00000000000000000000000000000000000000000000000081019081116102ff57906001916102cb565b96506001906102f9565b8980fd5b8480fd5b5080fd5b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760406020916004358152600583522054604051908152f35b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760209060406103fa6127c2565b9173ffffffffffffffffffffffffffffffffffffffff60243593168152600384528181208360081c825284522054600160ff60405193161b1615158152f35b503461017e576104483661292d565b610453829392612b96565b9184917ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd2182360301925b8581101561059d578060051b83013584811215610599578301906102808201359164ffffffffff83169283810361036957506102a08101356bffffffffffffffffffffffff811681036105955761057e610584926105526001968461053195506bffffffffffffffffffffffff6104f86102c0860186612be5565b9290936040519889977f06285a9a0000000000000000000000000000000000000000000000000000000060208a01526024890190612c4b565b6102a4870152166102c48501526102e06102e4850152610304840191612dfe565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612a9b565b826141d5565b61058e8288612e3c565b520161047d565b5f80fd5b8780fd5b6105bf856105ab84826142a7565b6040519182916020835260208301906128fa565b0390f35b503461017e5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576105fb612e50565b506106046137d6565b5060405160c0810160405260c06004823761061d612e50565b816080829301805173ffffffffffffffffffffffffffffffffffffffff1694858452602083015160601c95602085019687526040840192835160601c906040870191825260608601805160601c9160608901928352875160a01c9060808a019182525160a01c9160a08a01928352516bffffffffffffffffffffffff169260c08a01938452602089015160381c64ffffffffff169460e08b0195865260208a015160101c64ffffffffff16966101008c019788528a5160181c64ffffffffff16986101208d01998a52508a5160401c6bffffffffffffffffffffffff16996101408d019a8b52516bffffffffffffffffffffffff169a6101608d019b8c52805162ffffff169c610180019c8d5260a001519c6101a0019c8d526040519d8e9182525173ffffffffffffffffffffffffffffffffffffffff1690602001525173ffffffffffffffffffffffffffffffffffffffff1660408d01525173ffffffffffffffffffffffffffffffffffffffff1660608c01525160808b01525160a08a01525160c08901525160e08801525161010087015251610120860152516101408501525161016084015251610180830152516101a08201526101c090f35b503461017e576107e936612845565b825b8181106107f6578380f35b8061080c6108076001938587612b6e565b613f20565b73ffffffffffffffffffffffffffffffffffffffff6080820151168652600560205260408620805460c08320148061085c575b61084c575b5050016107eb565b6108559161407b565b5f80610844565b5061086682613fc5565b61083f565b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760806040516108a881612a36565b828152826020820152826040820152826060820152015260a073ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001660405161090481612a36565b81815273ffffffffffffffffffffffffffffffffffffffff6020820191817f00000000000000000000000000000000000000000000000000000000000000001683528160408201817f00000000000000000000000000000000000000000000000000000000000000001681528160806060850194827f000000000000000000000000000000000000000000000000000000000000000016865201957f00000000000000000000000000000000000000000000000000000000000000008752604051978852511660208701525116604085015251166060830152516080820152f35b503461017e576109f43661292d565b929091610a0083612b96565b9180947ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffac183360301955b8581101561059d578060051b84013587811215610b145790610b03610abe61057e6001948801610552610a61610500830183612be5565b90610ad2610a73610520860186612be5565b9290936040519889977f1c1479fa0000000000000000000000000000000000000000000000000000000060208a0152610aaf60248a0182612c4b565b6102806102a48a019101612c4b565b610540610524880152610564870191612dfe565b917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc85840301610544860152612dfe565b610b0d8288612e3c565b5201610a2a565b8380fd5b503461017e5760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57506020610b5b610b56614129565b613f84565b604051908152f35b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57610c3f906105bf610bc27f00000000000000000000000000000000000000000000000000000000000000006146a1565b91610bec7f00000000000000000000000000000000000000000000000000000000000000006146a1565b610c4d60405191610bfe602084612a9b565b8383525f3681376040519687967f0f00000000000000000000000000000000000000000000000000000000000000885260e0602089015260e08801906128b7565b9086820360408801526128b7565b9146606086015230608086015260a085015283820360c08501526128fa565b503461017e5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57610ca4613806565b610cad82613fc5565b15908180610d9f575b610d5557610cc4908361407b565b610ccc575080f35b7fc7e245633db023dab179f3dbb1331042aeadc743586f4b010f83b943f6d33989602073ffffffffffffffffffffffffffffffffffffffff60806bffffffffffffffffffffffff60408601511694610d3786606083015160601c808a5289875260408a205490613aba565b610d47868583015160601c613e82565b01511692604051908152a280f35b60448473ffffffffffffffffffffffffffffffffffffffff6080860151167f63914fae00000000000000000000000000000000000000000000000000000000825260045233602452fd5b5060608381015133911c141580610cb657506bffffffffffffffffffffffff60408401511615610cb6565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576fffffffffffffffffffffffffffffffff604060209273ffffffffffffffffffffffffffffffffffffffff610e2d6127c2565b168152808452205416604051908152f35b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576020610b5b613c10565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5767ffffffffffffffff604060209273ffffffffffffffffffffffffffffffffffffffff610ed26127c2565b168152808452205460801c16604051908152f35b503461017e576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e57506020610b5b61024060405160806102048237608081207f7316c52bae4bdb49320995c24d5da8fdac8a600e3cc874c297bf3525f9a157ac825261020060048684013761022082015220613f84565b503461017e57610f7536612845565b8290815b818110610f8b57602085604051908152f35b610f99610807828487612b6e565b73ffffffffffffffffffffffffffffffffffffffff608082015116845260056020526040842090815460c0822014610fd6575b5050600101610f79565b95610fe7610fed92600194986138a3565b90612adc565b94905f610fcc565b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576110396110306127c2565b6024359061395f565b80f35b503461017e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e576110746127c2565b906024359173ffffffffffffffffffffffffffffffffffffffff831683036103715773ffffffffffffffffffffffffffffffffffffffff918260409216815260046020522091165f52602052602060ff60405f2054166040519015158152f35b503461017e577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101a081126103715760a01361017e5760c07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c36011261017e576101643567ffffffffffffffff811161037157611158903690600401612794565b90916101843567ffffffffffffffff81116103715761117b903690600401612794565b926111846137d6565b5061118d6137d6565b506040519460c0860160405260c060a48737608086019273ffffffffffffffffffffffffffffffffffffffff845116855260056020526040852095865460c08920036119035760043573ffffffffffffffffffffffffffffffffffffffff86511681036118d8575062ffffff8851168062ffffff611209613b78565b16148015906118cc575b611890575067ffffffffffffffff611229612ed5565b1642116118535764ffffffffff61123e612a11565b16801564ffffffffff60208b015160101c169080159115149182159261183f575b821561180b575b50506117d1576bffffffffffffffffffffffff611281612b16565b1615806117c4575b61179c57845160a01c806117975750875160a01c5b64ffffffffff60208a015160101c1694816bffffffffffffffffffffffff6112c4612b16565b161191821561177e575b6bffffffffffffffffffffffff6112e3612b16565b1610958615611764575b5081158061175c575b61173457611305610b56614129565b9482611719575b50506116e657836115d3575b5050506115a05761132884613b8a565b939092428403611559576bffffffffffffffffffffffff865160401c169361134e612b16565b916bffffffffffffffffffffffff831692855160a01c611463575b5050957ff6a84b27821573e52b5f5d1c44e9c13e3b0dcd7272d57bc48485094d98877c4a93608093600161141873ffffffffffffffffffffffffffffffffffffffff9560209b8b8d88019b61140e8d64ffffffffff815160601c915160381c1664ffffffffff6113d7612a11565b169190917fffffffffffffffffffffffffffffffffffffffff0000000000000000000000009060101b9260381b9160601b16171790565b8d52039087613d66565b01835260c0832090558661144d575b5190519451604051958787528887015260408601528060608601521692a2604051908152f35b61145e87606084015160601c613e82565b611427565b7fffffffffffffffffffffffff000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff8795949551169160a01b161785526114af613c10565b908115611531575093608093600161141873ffffffffffffffffffffffffffffffffffffffff956115218c967ff6a84b27821573e52b5f5d1c44e9c13e3b0dcd7272d57bc48485094d98877c4a9a6bffffffffffffffffffffffff60209f606001511690818082109118021890613d26565b9650949a50505093819550611369565b807fcb08be810000000000000000000000000000000000000000000000000000000060049252fd5b6044908473ffffffffffffffffffffffffffffffffffffffff8551167f65431575000000000000000000000000000000000000000000000000000000008352600452602452fd5b602482606086015160601c7f91c519ed000000000000000000000000000000000000000000000000000000008252600452fd5b90919250604087015160601c91606088015160601c936115f5838383876144f5565b156116d457505050604051907f3fd98363000000000000000000000000000000000000000000000000000000008252600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9081156116c9579073ffffffffffffffffffffffffffffffffffffffff91859161169a575b5016145b155f8080611318565b6116bc915060203d6020116116c2575b6116b48183612a9b565b81019061321c565b5f61168d565b503d6116aa565b6040513d86823e3d90fd5b909192506116e1936144f5565b611691565b60248660208a015160601c7f91c519ed000000000000000000000000000000000000000000000000000000008252600452fd5b61172c92508560208c015160601c6144f5565b155f8061130c565b6004887fb510cb89000000000000000000000000000000000000000000000000000000008152fd5b5085156112f6565b90955064ffffffffff611775612a11565b1611945f6112ed565b91508564ffffffffff61178f612a11565b1610916112ce565b61129e565b6004867f75a50065000000000000000000000000000000000000000000000000000000008152fd5b50845160a01c1515611289565b60248664ffffffffff6117e2612a11565b7fd53d724700000000000000000000000000000000000000000000000000000000835216600452fd5b9091508161181c575b505f80611266565b905061183864ffffffffff60208b015160381c16914292612adc565b105f611814565b915061184a8a6144a8565b4210159161125f565b60248667ffffffffffffffff611867612ed5565b7fcde4a46300000000000000000000000000000000000000000000000000000000835216600452fd5b8660449162ffffff6118a0613b78565b7fe22a868e00000000000000000000000000000000000000000000000000000000845216600452602452fd5b5062ffffff8114611213565b7f4c7a2f3c000000000000000000000000000000000000000000000000000000008752600452602486fd5b60248673ffffffffffffffffffffffffffffffffffffffff8751167fcc81e277000000000000000000000000000000000000000000000000000000008252600452fd5b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043567ffffffffffffffff811161037157611996903690600401612814565b90825b8281106119a4578380f35b806119bc6119b56001938686612b31565b3533613b28565b6119c7575b01611999565b6119d2818585612b31565b356040519081527f26ccf9904b9b2fb069d347553978928fd2fc65efb2638dcbeb8d142e974479f060203392a26119c1565b503461017e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e5760043533825281602052611a4d81604084205433613aba565b6040518181527f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d560203392a27f000000000000000000000000000000000000000000000000000000000000000090604051907fa9059cbb0000000000000000000000000000000000000000000000000000000084523360045260245260208360448180865af1906001845114821615611b2c575b5015611aeb575080f35b7f5274afe700000000000000000000000000000000000000000000000000000000825273ffffffffffffffffffffffffffffffffffffffff16600452602490fd5b6001821516611b445750813b15153d1516165f611ae1565b3d84823e3d90fd5b503461017e577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016105408112610371576102801361017e576102807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd7c36011261017e576105043567ffffffffffffffff811161037157611bd2903690600401612794565b906105243567ffffffffffffffff8111610b1457611bf4903690600401612794565b611bfc612eec565b6102843560ff8116908181036123a257600182036123765750506103a43560ff81169485821415948561059957866122d8575b6103e4359560ff87169788881415988961201857600481116122ad57507f80000000000000008000000000000000800000000000000080000000000000006104e4356104c4356104a4356104843517171716612285576103443567ffffffffffffffff8116908181036121d8578142116122595750506102a4359173ffffffffffffffffffffffffffffffffffffffff8316958684036121d857611cda84611cd561297e565b6130c0565b1561220c57610124359160ff83169283810361220857506121d85750036121dc57610104356bffffffffffffffffffffffff811690818103612018575061038435906bffffffffffffffffffffffff8216918281036121d85750116121ab57611d416129e8565b64ffffffffff80611d506129fc565b1691161061217e576104043563ffffffff8116810361036957610184359063ffffffff821682036120185790191663ffffffff166121515788967f80000000000000008000000000000000800000000000000080000000000000005b6004891015611df7576001908b7f80000000000000008000000000000000800000000000000080000000000000008b60051b8061020401925061048401359135170316980197611dac565b8a98507f80000000000000008000000000000000800000000000000080000000000000008a910361212557611e2a6129a1565b9473ffffffffffffffffffffffffffffffffffffffff861690818b528a602052611e6760408c205491898d528c60205260408d205497838a613100565b9867ffffffffffffffff8760801c166103243567ffffffffffffffff811690818103612121578282036120f25750505061030435611ea58188613b28565b156120c25750611ec590611ebd610b56610284613f3a565b9b8c8861433a565b1561209657611ed690878787613248565b96611ee388611cd56129c4565b1561204757331415908161203c575b508061201c575b611f8e575b611f0f611f09612a25565b84613412565b61059957611f1d9085613412565b611f256129fc565b6103c4356bffffffffffffffffffffffff81169889820361017e576020808a7f7b28bedc45737ec8175f11cb539af29127598cf4eb39c7c7a13673e247063f77611f7c8e8d8d8d8d8d64ffffffffff8e1694613533565b928392604051908152a2604051908152f35b60643573ffffffffffffffffffffffffffffffffffffffff811690818103612018575033141580611feb575b15611efe576024897fa31b0d1900000000000000000000000000000000000000000000000000000000815233600452fd5b506102e43573ffffffffffffffffffffffffffffffffffffffff8116908181036120185750331415611fba565b8a80fd5b5073ffffffffffffffffffffffffffffffffffffffff8616331415611ef9565b90503314158a611ef2565b60448b73ffffffffffffffffffffffffffffffffffffffff8a816120696129c4565b7fafcd40d80000000000000000000000000000000000000000000000000000000085521660045216602452fd5b60248b897fec4bdb6b000000000000000000000000000000000000000000000000000000008252600452fd5b8c6044918b7fed1b95c9000000000000000000000000000000000000000000000000000000008352600452602452fd5b507fea0f1bbb000000000000000000000000000000000000000000000000000000008e5260045260245260448cfd5b8e80fd5b6024897f9173fe5e00000000000000000000000000000000000000000000000000000000815260048052fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526003600452fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526002600452fd5b6024897f9173fe5e0000000000000000000000000000000000000000000000000000000081526001600452fd5b8b80fd5b6024897f9173fe5e00000000000000000000000000000000000000000000000000000000815280600452fd5b8d80fd5b60448c8873ffffffffffffffffffffffffffffffffffffffff61222d61297e565b7fafcd40d800000000000000000000000000000000000000000000000000000000845216600452602452fd5b507fbd5c334e000000000000000000000000000000000000000000000000000000008b5260045260248afd5b60048a7fb20206f2000000000000000000000000000000000000000000000000000000008152fd5b7f532f5281000000000000000000000000000000000000000000000000000000008b5260045260248afd5b5f95507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff870161234a57610384356bffffffffffffffffffffffff8116908181036103695750611c2f576004887f75a50065000000000000000000000000000000000000000000000000000000008152fd5b602488887fadc73ddc000000000000000000000000000000000000000000000000000000008252600452fd5b507fde2af308000000000000000000000000000000000000000000000000000000008652600452602485fd5b8680fd5b503461017e57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017e573381528060205260408120547001000000000000000000000000000000008101809111612445573382528160205280604083205567ffffffffffffffff6040519160801c1681527ff44f5b3a2b308940f48386ad43fe8c1a3678ba85ce8894c46e07275d218a4e7760203392a280f35b6024827f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b50346105955760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610595576124aa6127c2565b9060243560643560ff81168091036105955773ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690813b15610595575f9160e4839260405194859384927fd505accf0000000000000000000000000000000000000000000000000000000084523360048501523060248501528860448501526044356064850152608484015260843560a484015260a43560c48401525af161256d575b50611039919261395f565b61103992505f61257c91612a9b565b5f91612562565b346105955760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610595576020610b5b6125bf613806565b906138a3565b34610595577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102e081126105955761028013610595576102843564ffffffffff8116809103610595576102a4356bffffffffffffffffffffffff8116809103610595576102c43567ffffffffffffffff81116105955761264c903690600401612794565b90612655612eec565b61266761266061297e565b33906130c0565b1561272e5764ffffffffff61267a6129e8565b1684116126f05792610b5b92916020946126926129a1565b9073ffffffffffffffffffffffffffffffffffffffff82165f525f87526126d76126ce60405f205494335f525f8a5260405f2054938686613100565b93838333613248565b926126e96126e3612a25565b33613412565b3390613533565b8364ffffffffff6126ff6129e8565b7fa7987269000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b73ffffffffffffffffffffffffffffffffffffffff61274b61297e565b7fafcd40d8000000000000000000000000000000000000000000000000000000005f52166004523360245260445ffd5b35906bffffffffffffffffffffffff8216820361059557565b9181601f840112156105955782359167ffffffffffffffff8311610595576020838186019501011161059557565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361059557565b359073ffffffffffffffffffffffffffffffffffffffff8216820361059557565b359060ff8216820361059557565b9181601f840112156105955782359167ffffffffffffffff8311610595576020808501948460051b01011161059557565b9060207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8301126105955760043567ffffffffffffffff811161059557826023820112156105955780600401359267ffffffffffffffff841161059557602460c0850283010111610595576024019190565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b90602080835192838152019201905f5b8181106129175750505090565b825184526020938401939092019160010161290a565b60407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc820112610595576004359067ffffffffffffffff82116105955761297691600401612814565b909160243590565b60443573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b60243573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b6102c43573ffffffffffffffffffffffffffffffffffffffff811681036105955790565b60e43564ffffffffff811681036105955790565b6103643564ffffffffff811681036105955790565b60643564ffffffffff811681036105955790565b6101643560ff811681036105955790565b60a0810190811067ffffffffffffffff821117612a5257604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60c0810190811067ffffffffffffffff821117612a5257604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117612a5257604052565b91908201809211612ae957565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6044356bffffffffffffffffffffffff811681036105955790565b9190811015612b415760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b9190811015612b415760c0020190565b67ffffffffffffffff8111612a525760051b60200190565b90612ba082612b7e565b612bad6040519182612a9b565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0612bdb8294612b7e565b0190602036910137565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215610595570180359067ffffffffffffffff82116105955760200191813603831361059557565b359067ffffffffffffffff8216820361059557565b9060ff612c5783612806565b16815273ffffffffffffffffffffffffffffffffffffffff612c7b602084016127e5565b16602082015273ffffffffffffffffffffffffffffffffffffffff612ca2604084016127e5565b16604082015273ffffffffffffffffffffffffffffffffffffffff612cc9606084016127e5565b1660608201526080820135608082015267ffffffffffffffff612cee60a08401612c36565b1660a082015267ffffffffffffffff612d0960c08401612c36565b1660c082015260e082013564ffffffffff811681036105955764ffffffffff1660e08201526bffffffffffffffffffffffff612d48610100840161277b565b1661010082015260ff612d5e6101208401612806565b166101208201526bffffffffffffffffffffffff612d7f610140840161277b565b1661014082015260ff612d956101608401612806565b166101608201526101808201359163ffffffff83168093036105955761020080916080946101808501526bffffffffffffffffffffffff612dd96101a0830161277b565b166101a08501526101c08101356101c08501526101e08101356101e085015201910137565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b8051821015612b415760209160051b010190565b604051906101c0820182811067ffffffffffffffff821117612a52576040525f6101a0838281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e082015282610100820152826101208201528261014082015282610160820152826101808201520152565b91908203918211612ae957565b60843567ffffffffffffffff811681036105955790565b60043560ff81169081810361059557816130945750506101243560ff811690818103610595578161300e575b50506101643560ff8116908181036105955760048211612fe25750507f80000000000000008000000000000000800000000000000080000000000000006102643561024435610224356102043517171716612fba5760c43567ffffffffffffffff81169081810361059557814211612f8e575050565b507fbd5c334e000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fb20206f2000000000000000000000000000000000000000000000000000000005f5260045ffd5b507f532f5281000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b60018203613068575050610104356bffffffffffffffffffffffff811690818103610595575015613040575f80612f18565b7f75a50065000000000000000000000000000000000000000000000000000000005f5260045ffd5b507fadc73ddc000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b507fde2af308000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff1680159182156130e457505090565b73ffffffffffffffffffffffffffffffffffffffff1614919050565b9193929067ffffffffffffffff9060801c1660a43567ffffffffffffffff811690818103610595578282036131ed5750505060843561313f8184613b28565b156131a8575061315e90613156610b566004613f3a565b94858461433a565b156131665750565b73ffffffffffffffffffffffffffffffffffffffff907fec4bdb6b000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff837fed1b95c9000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b507fea0f1bbb000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90816020910312610595575173ffffffffffffffffffffffffffffffffffffffff811681036105955790565b909392604051927f3fd9836300000000000000000000000000000000000000000000000000000000845273ffffffffffffffffffffffffffffffffffffffff81169182600486015260208560248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa948515613407575f956133e6575b50849673ffffffffffffffffffffffffffffffffffffffff86169384156133bb5773ffffffffffffffffffffffffffffffffffffffff8616908582149081156133b1575b50613386575090849160c01c61336d575b60c01c61335d575b50505f525f60205260405f205460c01c613352575050565b61335b9161472c565b565b6133669161472c565b5f8261333a565b613377838361472c565b613381868361472c565b613332565b7f102e1a12000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b905081145f613321565b7f573d9f8a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b61340091955060203d6020116116c2576116b48183612a9b565b935f6132dd565b6040513d5f823e3d90fd5b9060ff16600181111561352f5773ffffffffffffffffffffffffffffffffffffffff604051927f5c138c9d000000000000000000000000000000000000000000000000000000008452169182600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa8015613407575f906134f2575b60ff915016918183106134c157505050565b7f0c600fc5000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b506020813d602011613527575b8161350c60209383612a9b565b81010312610595575160ff811681036105955760ff906134af565b3d91506134ff565b5050565b909392949695919661010435916bffffffffffffffffffffffff8316928381036105955750825f6101243560ff8116808203610595576001141590506137cc575050610144356bffffffffffffffffffffffff8116908181036105955781861061379b575050826135a2613c10565b9081156137735781861061374357906135ba91613d26565b8261372c57610e105b8102906135d7826001600654019c8a613aba565b8a6006556bffffffffffffffffffffffff82116136fb5790613647916bffffffffffffffffffffffff4260181b921660401b9060a01b171792428890917fffffffffffffffffffffffffffffffffffffffff0000000000000000000000009060101b9260381b9160601b16171790565b6101a435936bffffffffffffffffffffffff851691828603610595578b977f1a32468621362d1a376a402c985aff058130bee1a97a2092cee9ed4963e1d253977fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008a95818e60c09b5060601b16179260601b161791604051966136c988612a7f565b875260208701526040860152606085015260a01b17608083015260a0820152818120845f52600560205260405f2055a4565b507f6dfcc650000000000000000000000000000000000000000000000000000000005f52606060045260245260445ffd5b6201518083106201518084180262015180186135c3565b50847fa1969237000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fcb08be81000000000000000000000000000000000000000000000000000000005f5260045ffd5b8590507fa1969237000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5f955093506135ba565b604051906137e382612a7f565b5f60a0838281528260208201528260408201528260608201528260808201520152565b61380e6137d6565b506138176137d6565b5060405160c0810160405260c06004823780916080820173ffffffffffffffffffffffffffffffffffffffff8151165f52600560205260405f209260c084549120036138605750565b73ffffffffffffffffffffffffffffffffffffffff9051167fcc81e277000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b906138db92916138b281613b8a565b8095916bffffffffffffffffffffffff845160401c16916138d285614453565b92039084613d66565b91815183146139575773ffffffffffffffffffffffffffffffffffffffff608083604093867f10c6cb8b07cbcc95334efad5cf486fc49c209707535358cf270f523bd6cb4bcc965260c08220905587613941575b015116928151908682526020820152a2565b61395288606083015160601c613e82565b61392f565b505f93505050565b73ffffffffffffffffffffffffffffffffffffffff8116908115613a92578261398791613e82565b604051908282527f8752a472e571a816aea92eec8dae9baf628e840f4929fbcc2d155e6233ff68a760203393a37f000000000000000000000000000000000000000000000000000000000000000090604051907f23b872dd000000000000000000000000000000000000000000000000000000005f52336004523060245260445260205f60648180865af19060015f5114821615613a71575b6040525f60605215613a2f5750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516613a8957823b15153d15161690613a20565b503d5f823e3d90fd5b7f1cd788c2000000000000000000000000000000000000000000000000000000005f5260045ffd5b6fffffffffffffffffffffffffffffffff8216838110613af9575073ffffffffffffffffffffffffffffffffffffffff165f525f6020520360405f2055565b837fa9964699000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9073ffffffffffffffffffffffffffffffffffffffff600160ff83161b92165f52600360205260405f209060081c5f5260205260405f20908154818116613b7157179055600190565b5050505f90565b60243562ffffff811681036105955790565b90613b94826144a8565b613bb06bffffffffffffffffffffffff845160401c1684614533565b90818082109118021880421081421802189164ffffffffff815160a01c915160181c1683030290565b8115613be3570490565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b604051613c1e60a082612a9b565b60a03682377ffeaf968c000000000000000000000000000000000000000000000000000000005f5260a08160045f73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016620186a0fa609f3d11166060602083015192015190158015613d1c575b8015613d13575b613d0d57613cb59042612ec8565b7f000000000000000000000000000000000000000000000000000000000000000010613d0857613d05907f0000000000000000000000000000000000000000000000000000000000000000613bd9565b90565b505f90565b50505f90565b50428111613ca7565b505f821315613ca0565b818102918183041490151715612ae957670de0b6b3a764000090046bffffffffffffffffffffffff811115613d0557506bffffffffffffffffffffffff90565b919092602083015160601c92835f525f60205260405f20545f9383158015613dee575b508495858262ffffff9697115f14613dc057505f525f6020528503900360405f20555b51169260181b9160401b9060a01b17171790565b925090808310613dd3575b505050613dac565b613de692613de091612ec8565b90613e82565b835f80613dcb565b9394506fffffffffffffffffffffffffffffffff821681016bffffffffffffffffffffffff8082109118026bffffffffffffffffffffffff189364ffffffffff602085015160101c16155f14613e6357610e105b860290613be357848662ffffff960690039081808210911802189493613d89565b87613e6d856144a8565b03620151808082109118026201518018613e42565b73ffffffffffffffffffffffffffffffffffffffff16805f525f60205260405f2054906fffffffffffffffffffffffffffffffff82166fffffffffffffffffffffffffffffffff036fffffffffffffffffffffffffffffffff8111612ae9578311613ef5575f525f6020520160405f2055565b7ffd727368000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90613f296137d6565b5060c0604051928184016040528337565b6040516102409160806102008201833761020060808320917f7316c52bae4bdb49320995c24d5da8fdac8a600e3cc874c297bf3525f9a157ac845260208401376102208201522090565b604290613f8f61457e565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b602081015160601c9081331461404857602081015160101c64ffffffffff1661405f57604081015160601c3314801561404f575b6140485761403c614042925b6bffffffffffffffffffffffff835160401c16905f525f6020526fffffffffffffffffffffffffffffffff60405f20541690612adc565b90614533565b42101590565b5050600190565b50606081015160601c3314613ff9565b614068816144a8565b4210156140485761403c61404292614005565b60607f386009970b9c5345e2c1cf33e1d6d82d8c50c0525f4acb30b5bddd71cc1dd0039173ffffffffffffffffffffffffffffffffffffffff60806140bf83613b8a565b939050836bffffffffffffffffffffffff825160401c165f828203995581614115575b03614100575b015116936040519182526020820152336040820152a2565b614110876020830151871c613e82565b6140e8565b6141248288850151891c613e82565b6140e2565b60405160208101907ff7a5b3fb3d317578d265f1a8cc8e1b8510a4a7f12923d2c0e2d9190cc23f053f8252600435604082015260243562ffffff81168091036105955760608201526044356bffffffffffffffffffffffff811680910361059557608082015260643564ffffffffff81168091036105955760a082015260843567ffffffffffffffff81168091036105955760c082015260c081526141cf60e082612a9b565b51902090565b81515f939284918291602001306207a120f4903d1561429f573d9167ffffffffffffffff8311612a525760405192614235601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200185612a9b565b83523d5f602085013e5b61428757907f489013dbeed7e08096d8cc07e8bf97f668c362b0ba908a7d8783ab7a36140b6e9161428260405192839283526040602084015260408301906128b7565b0390a1565b50909150602081805181010312610595576020015190565b60609161423f565b5f925f5b82518110156142fd576142be8184612e3c565b516142cc575b6001016142ab565b937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8114612ae957600101936142c4565b5092905081811061430c575050565b7f8af08b4a000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9073ffffffffffffffffffffffffffffffffffffffff61435b8585846146f8565b5050168015159081614433575b5061442a57813b15159283614380575b505050905090565b5f93507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f86602097606494604051967f1626ba7e0000000000000000000000000000000000000000000000000000000088526004880152604060248801528160448801528587013786848287010152011601915afa7f1626ba7e000000000000000000000000000000000000000000000000000000005f5114601f3d111616805f8080614378565b50505050600190565b905073ffffffffffffffffffffffffffffffffffffffff8316145f614368565b805160a01c90608081015160a01c9081156144a357614470613c10565b908161447c5750505090565b613d05935060606bffffffffffffffffffffffff9101511690818082109118021890613d26565b505090565b602081015160101c64ffffffffff1690816144e35750507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b6020015160381c64ffffffffff160190565b92919073ffffffffffffffffffffffffffffffffffffffff84163314938415614520575b5050505090565b61452a945061433a565b5f808080614519565b805160a01c80156145575764ffffffffff614553925160181c1692613bd9565b0190565b5050507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016301480614678575b156145e6577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a081526141cf60c082612a9b565b507f000000000000000000000000000000000000000000000000000000000000000046146145bd565b60ff811690601f82116146d057604051916146bd604084612a9b565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b90604183036147225761471b9250602081013591604082359201355f1a906147c0565b9192909190565b50505f9160029190565b73ffffffffffffffffffffffffffffffffffffffff16805f52600460205260405f2073ffffffffffffffffffffffffffffffffffffffff83165f5260205260ff60405f20541661477a575050565b73ffffffffffffffffffffffffffffffffffffffff92507faf04fe01000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411614844579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15613407575f5173ffffffffffffffffffffffffffffffffffffffff81161561483a57905f905f90565b505f906001905f90565b5050505f916003919056' as const
