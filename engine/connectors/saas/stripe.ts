import { manifestConnector } from '../../families/manifest/connector.ts';

export const stripe = manifestConnector({
  manifest: 1,
  id: 'stripe',
  name: 'Stripe',
  description: 'Stripe payments: source of models and bulk syncs, and target of syncs.',
  base_url: 'https://api.stripe.com/v1',
  connection: {
    api_key: {
      sensitive: true,
      required: true,
      title: 'API key',
      description: 'A secret key, or a restricted key that may read what is synced.',
    },
    account_id: {
      title: 'Account',
      description: 'A connected account to read instead of one’s own.',
      is_place: true,
    },
  },
  authentication: [{ kind: 'bearer', token: '{api_key}' }],
  headers: { 'Stripe-Version': '2022-11-15', 'Stripe-Account': '{account_id}' },
  paging: {
    type: 'cursor',
    cursor_parameter: 'starting_after',
    cursor_path: 'data.-1.id',
    more_path: 'has_more',
    page_size: 100,
    page_size_parameter: 'limit',
  },
  records: 'data',
  key: ['id'],
  requests_per_second: 20,
  check: 'customers',
  incremental: { field: 'created', parameter: 'created[gte]', format: 'unix', only_new: true },
  change_log: {
    stream: 'events',
    query: { type: '{kinds}' },
    record: 'data.object',
    id: 'id',
    at: 'created',
    kind: 'type',
    parameter: 'created[gte]',
    where: { at: 'data.object.object', is: '{object}' },
    days: 30,
  },
  notes: [
    'Of objects with changes, a run reads the events since the last one, deletions included; where more than 30 days have passed, or nothing was there to go on from, the object is read whole. `payment_intents` and others whose every change makes no event are read whole.',
  ],
  streams: [
    {
      name: 'events',
      path: 'events',
      incremental: { field: 'created', parameter: 'created[gte]', format: 'unix' },
      fields: {
        integer: 'created pending_webhooks',
        object: 'data',
        string: 'id api_version object type',
        boolean: 'livemode',
        json: 'request',
      },
    },
    {
      name: 'shipping_rates',
      path: 'shipping_rates',
      fields: {
        string: 'id object delivery_estimate display_name tax_behavior tax_code type',
        boolean: 'active livemode',
        integer: 'created',
        object: 'fixed_amount metadata',
      },
    },
    {
      name: 'balance_transactions',
      path: 'balance_transactions',
      incremental: { field: 'created', parameter: 'created[gte]', format: 'unix' },
      fields: {
        integer: 'fee available_on net created amount',
        string: 'currency source status description type id object reporting_category',
        array: 'fee_details sourced_transfers',
        number: 'exchange_rate',
      },
    },
    {
      name: 'files',
      path: 'files',
      fields: {
        string: 'id purpose type object filename title url',
        integer: 'created expires_at size',
        object: 'links',
      },
    },
    {
      name: 'file_links',
      path: 'file_links',
      fields: {
        string: 'id file url object',
        integer: 'expires_at created',
        object: 'metadata',
        boolean: 'expired livemode',
      },
    },
    {
      name: 'application_fees',
      path: 'application_fees',
      fields: {
        string: `id object account application balance_transaction charge currency originating_transaction`,
        number: 'amount amount_refunded created',
        boolean: 'livemode refunded',
        object: 'refunds source',
      },
    },
    {
      name: 'authorizations',
      path: 'issuing/authorizations',
      fields: {
        integer: 'amount created merchant_amount',
        object: 'amount_details card merchant_data metadata pending_request verification_data',
        boolean: 'approved livemode',
        string: `authorization_method cardholder currency id merchant_currency object status wallet`,
        array: 'balance_transactions request_history transactions',
      },
    },
    {
      name: 'cardholders',
      path: 'issuing/cardholders',
      fields: {
        object: 'billing company individual metadata requirements spending_controls',
        integer: 'created',
        string: 'email id name object phone_number status type',
        boolean: 'livemode',
        array: 'preferred_locales',
      },
    },
    {
      name: 'cards',
      path: 'issuing/cards',
      fields: {
        string: `brand cancellation_reason currency cvc id last4 number object replacement_reason status type`,
        object: 'cardholder metadata replaced_by replacement_for shipping spending_controls',
        integer: 'created exp_month exp_year',
        boolean: 'livemode',
      },
    },
    {
      name: 'charges',
      path: 'charges',
      query: { 'expand[]': '["data.refunds"]' },
      changes: { with: { kinds: 'charge.*', object: 'charge' } },
      fields: {
        object: `metadata fraud_details source outcome shipping refunds card payment_method_details transfer_data
          billing_details`,
        string: `transfer_group on_behalf_of review failure_message receipt_email statement_descriptor
          destination id object status currency order application receipt_number invoice customer
          payment_intent source_transfer statement_description application_fee balance_transaction
          failure_code dispute description statement_descriptor_suffix calculated_statement_descriptor
          receipt_url failure_balance_transaction payment_method`,
        integer: 'created amount amount_refunded amount_captured application_fee_amount',
        boolean: 'refunded livemode captured paid disputed',
        array: 'amount_updates',
      },
    },
    {
      name: 'coupons',
      path: 'coupons',
      changes: { with: { kinds: 'coupon.*', object: 'coupon' }, gone: 'coupon.deleted' },
      fields: {
        object: 'metadata',
        integer: 'times_redeemed duration_in_months max_redemptions amount_off created',
        number: 'percent_off_precise percent_off',
        boolean: 'livemode valid',
        string: 'object redeem_by duration id currency name',
      },
    },
    {
      name: 'customers',
      path: 'customers',
      changes: { with: { kinds: 'customer.*', object: 'customer' }, gone: 'customer.deleted' },
      fields: {
        object: 'metadata invoice_settings address shipping subscriptions discount',
        array: 'preferred_locales cards',
        string: `name tax_exempt phone description default_source email default_card currency id invoice_prefix
          tax_info_verification object tax_info test_clock`,
        integer: 'next_invoice_sequence balance account_balance created',
        json: 'sources',
        boolean: 'delinquent livemode',
      },
    },
    {
      name: 'disputes',
      path: 'disputes',
      changes: { with: { kinds: 'charge.dispute.*', object: 'dispute' } },
      fields: {
        string: 'id object charge currency reason status payment_intent balance_transaction',
        integer: 'amount created',
        array: 'balance_transactions',
        json: 'evidence',
        object: 'evidence_details metadata payment_method_details',
        boolean: 'is_charge_refundable livemode',
      },
    },
    {
      name: 'invoice_items',
      path: 'invoiceitems',
      incremental: false,
      fields: {
        integer: 'amount quantity date unit_amount',
        object: 'metadata period price',
        json: 'plan',
        string: `invoice description object subscription id currency customer subscription_item test_clock
          unit_amount_decimal`,
        boolean: 'livemode discountable proration',
        array: 'discounts tax_rates',
      },
    },
    {
      name: 'invoices',
      path: 'invoices',
      query: { 'expand[]': '["data.discounts", "data.total_tax_amounts.tax_rate"]' },
      changes: { with: { kinds: 'invoice.*', object: 'invoice' }, gone: 'invoice.deleted' },
      fields: {
        integer: `created tax attempt_count amount_paid amount_remaining ending_balance subtotal application_fee
          starting_balance amount_due total post_payment_credit_notes_amount application_fee_amount
          amount_shipping effective_at total_excluding_tax subtotal_excluding_tax
          pre_payment_credit_notes_amount`,
        number: `next_payment_attempt due_date webhooks_delivered_at period_end tax_percent period_start`,
        object: `metadata discount lines subscription_details status_transitions shipping_cost transfer_data
          customer_shipping from_invoice automatic_tax payment_settings shipping_details
          last_finalization_error issuer rendering_options customer_address rendering`,
        string: `charge description receipt_number payment id statement_descriptor hosted_invoice_url billing
          number billing_reason invoice_pdf customer object currency statement_description subscription
          status customer_name application customer_tax_exempt footer test_clock default_source
          payment_intent default_payment_method collection_method latest_revision quote customer_phone
          on_behalf_of customer_email account_name account_country`,
        array: `customer_tax_ids discounts total_discount_amounts custom_fields total_tax_amounts
          default_tax_rates account_tax_ids`,
        boolean: 'auto_advance paid livemode attempted closed forgiven paid_out_of_band',
      },
    },
    {
      name: 'payment_intents',
      path: 'payment_intents',
      fields: {
        string: `id object application cancellation_reason capture_method client_secret confirmation_method
          currency customer description invoice on_behalf_of payment_method receipt_email review
          setup_future_usage source statement_description statement_descriptor_suffix status
          transfer_group latest_charge statement_descriptor`,
        integer: `amount amount_capturable amount_received application_fee_amount canceled_at created`,
        object: `charges last_payment_error metadata next_action payment_method_options shipping transfer_data
          amount_details processing automatic_payment_methods payment_method_configuration_details`,
        boolean: 'livemode',
        array: 'payment_method_types',
      },
    },
    {
      name: 'payouts',
      path: 'payouts',
      changes: { with: { kinds: 'payout.*', object: 'payout' } },
      fields: {
        object: 'metadata bank_account',
        string: `failure_code id statement_description balance_transaction source_type method
          statement_descriptor failure_message failure_balance_transaction recipient destination object
          status currency transfer_group type description source_transaction original_payout
          reconciliation_status source_balance reversed_by`,
        integer: 'amount created amount_reversed date arrival_date',
        boolean: 'livemode automatic',
      },
    },
    {
      name: 'plans',
      path: 'plans',
      query: { 'expand[]': '["data.tiers"]' },
      changes: { with: { kinds: 'plan.*', object: 'plan' }, gone: 'plan.deleted' },
      fields: {
        string: `nickname object aggregate_usage statement_description product statement_descriptor
          transform_usage name interval id usage_type tiers_mode billing_scheme currency amount_decimal`,
        array: 'tiers',
        integer: 'created interval_count amount trial_period_days',
        boolean: 'active livemode',
        object: 'metadata',
      },
    },
    {
      name: 'prices',
      path: 'prices',
      changes: { with: { kinds: 'price.*', object: 'price' }, gone: 'price.deleted' },
      fields: {
        string: `id object billing_scheme currency custom_unit_amount lookup_key nickname product tax_behavior
          tiers_mode transform_quantity type unit_amount_decimal`,
        boolean: 'active livemode',
        integer: 'created',
        object: 'metadata recurring',
        number: 'unit_amount',
      },
    },
    {
      name: 'products',
      path: 'products',
      changes: { with: { kinds: 'product.*', object: 'product' }, gone: 'product.deleted' },
      fields: {
        string: `id object caption description name statement_descriptor type unit_label url default_price
          tax_code`,
        boolean: 'active livemode shippable',
        array: 'attributes deactivate_on images features',
        integer: 'created',
        object: 'metadata package_dimensions',
      },
    },
    {
      name: 'promotion_codes',
      path: 'promotion_codes',
      changes: { with: { kinds: 'promotion_code.*', object: 'promotion_code' } },
      fields: {
        string: 'id code object customer',
        object: 'coupon metadata restrictions',
        boolean: 'active livemode',
        integer: 'created expires_at max_redemptions times_redeemed',
      },
    },
    {
      name: 'refunds',
      path: 'refunds',
      changes: { with: { kinds: 'refund.*', object: 'refund' } },
      fields: {
        string: `id object balance_transaction charge currency payment_intent reason receipt_number
          source_transfer_reversal status transfer_reversal`,
        integer: 'amount created',
        object: 'metadata destination_details',
      },
    },
    {
      name: 'reviews',
      path: 'reviews',
      fields: {
        string: `billing_zip charge closed_reason id ip_address livemode object opened_reason payment_intent
          reason`,
        integer: 'created',
        object: 'ip_address_location session',
        boolean: 'open',
      },
    },
    {
      name: 'setup_intents',
      path: 'setup_intents',
      fields: {
        string: `id object application cancellation_reason customer description last_setup_error latest_attempt
          mandate next_action on_behalf_of payment_method single_use_mandate status usage client_secret`,
        integer: 'created',
        array: 'flow_directions payment_method_types',
        boolean: 'livemode',
        object: `metadata payment_method_options automatic_payment_methods payment_method_configuration_details`,
      },
    },
    {
      name: 'subscription_schedule',
      path: 'subscription_schedules',
      changes: { with: { kinds: 'subscription_schedule.*', object: 'subscription_schedule' } },
      fields: {
        string: `id object application canceled_at completed_at customer end_behavior released_at
          released_subscription status subscription test_clock renewal_interval`,
        integer: 'created',
        object: 'current_phase default_settings metadata',
        boolean: 'livemode',
        array: 'phases',
      },
    },
    {
      name: 'subscriptions',
      path: 'subscriptions',
      query: { status: 'all' },
      changes: { with: { kinds: 'customer.subscription.*', object: 'subscription' } },
      fields: {
        object: `metadata items billing_cycle_anchor_config invoice_settings discount plan transfer_data
          automatic_tax payment_settings pending_invoice_item_interval pause_collection
          cancellation_details pending_update trial_settings billing_thresholds`,
        number: `canceled_at cancel_at application_fee_percent billing_cycle_anchor tax_percent
          current_period_end ended_at trial_end`,
        boolean: 'livemode cancel_at_period_end',
        integer: `start_date trial_start quantity days_until_due created current_period_start
          next_pending_invoice_item_invoice`,
        string: `id billing status customer object pending_setup_intent currency application test_clock
          default_source default_payment_method collection_method latest_invoice description schedule
          on_behalf_of`,
        array: 'default_tax_rates',
      },
    },
    {
      name: 'top_ups',
      path: 'topups',
      fields: {
        string: `id currency description status object balance_transaction destination_balance failure_code
          failure_message statement_descriptor transfer_group`,
        integer: 'amount created expected_availability_date',
        object: 'metadata source',
        boolean: 'livemode',
      },
    },
    {
      name: 'transactions',
      path: 'issuing/transactions',
      fields: {
        integer: 'amount created merchant_amount',
        object: 'amount_details merchant_data metadata purchase_details',
        string: `authorization balance_transaction card cardholder currency dispute id merchant_currency object
          type`,
        boolean: 'livemode',
      },
    },
    {
      name: 'transfers',
      path: 'transfers',
      changes: { with: { kinds: 'transfer.*', object: 'transfer' } },
      fields: {
        object: 'metadata reversals',
        string: `id statement_description balance_transaction source_type source_transaction statement_descriptor
          failure_balance_transaction recipient destination object currency transfer_group description
          destination_payment`,
        integer: 'amount created amount_reversed date arrival_date',
        boolean: 'reversed livemode automatic',
      },
    },
    {
      name: 'accounts',
      path: 'accounts',
      incremental: false,
      fields: {
        object: `business_profile capabilities company external_accounts individual metadata requirements
          settings tos_acceptance future_requirements controller`,
        string: 'business_type country default_currency email id object type',
        boolean: 'charges_enabled details_submitted payouts_enabled',
        integer: 'created',
      },
    },
    {
      name: 'checkout_sessions',
      path: 'checkout/sessions',
      fields: {
        string: `id object billing_address_collection cancel_url client_reference_id currency customer
          customer_email locale mode payment_intent payment_status recovered_from setup_intent submit_type
          subscription success_url url customer_creation invoice payment_link payment_method_collection
          status client_secret ui_mode`,
        object: `after_expiration automatic_tax consent consent_collection customer_details metadata
          payment_method_options phone_number_collection shipping shipping_address_collection
          tax_id_collection total_details currency_conversion custom_text invoice_creation shipping_cost
          shipping_details payment_method_configuration_details`,
        boolean: 'allow_promotion_codes livemode',
        integer: 'amount_subtotal amount_total expires_at created',
        array: 'payment_method_types custom_fields shipping_options',
      },
    },
    {
      name: 'credit_notes',
      path: 'credit_notes',
      incremental: false,
      changes: { with: { kinds: 'credit_note.*', object: 'credit_note' } },
      fields: {
        string: `id object currency customer customer_balance_transaction discount_amount invoice memo number pdf
          reason refund status type`,
        integer: `amount amount_shipping created out_of_band_amount subtotal subtotal_excluding_tax total
          total_excluding_tax voided_at effective_at`,
        array: 'discount_amounts tax_amounts',
        object: 'lines metadata shipping_cost',
        boolean: 'livemode',
      },
    },
    {
      name: 'early_fraud_warnings',
      path: 'radar/early_fraud_warnings',
      incremental: false,
      fields: { string: 'id object charge fraud_type', boolean: 'actionable livemode', number: 'created' },
    },
    {
      name: 'checkout_sessions_line_items',
      path: 'checkout/sessions/{parent.checkout_session_id}/line_items',
      query: { 'expand[]': '["data.discounts", "data.taxes"]' },
      parent: { stream: 'checkout_sessions', key: 'id', as: 'checkout_session_id' },
      incremental: false,
      fields: {
        string: 'id checkout_session_id object currency description',
        integer: `checkout_session_expires_at checkout_session_created checkout_session_updated amount_subtotal
          amount_tax amount_discount amount_total quantity`,
        array: 'discounts taxes',
        object: 'price',
      },
    },
    {
      name: 'customer_balance_transactions',
      path: 'customers/{parent.customer_id}/balance_transactions',
      parent: { stream: 'customers', key: 'id', as: 'customer_id' },
      incremental: false,
      fields: {
        string: 'id object credit_note currency customer description invoice type',
        number: 'amount ending_balance',
        integer: 'created',
        boolean: 'livemode',
        object: 'metadata',
      },
    },
    {
      name: 'payout_balance_transactions',
      path: 'balance_transactions',
      query: { payout: '{parent.payout_id}' },
      parent: { stream: 'payouts', key: 'id', as: 'payout_id' },
      incremental: false,
      fields: {
        string: 'payout currency source status description type id object reporting_category',
        integer: 'fee available_on net created amount',
        array: 'fee_details',
        number: 'exchange_rate',
      },
    },
    {
      name: 'setup_attempts',
      path: 'setup_attempts',
      query: { setup_intent: '{parent.setup_intent_id}' },
      parent: { stream: 'setup_intents', key: 'id', as: 'setup_intent_id' },
      fields: {
        string: `application customer id object on_behalf_of payment_method setup_intent status usage`,
        integer: 'created',
        boolean: 'livemode',
        object: 'payment_method_details setup_error',
        array: 'flow_directions',
      },
    },
    {
      name: 'transfer_reversals',
      path: 'transfers/{parent.transfer_id}/reversals',
      parent: { stream: 'transfers', key: 'id', as: 'transfer_id' },
      incremental: false,
      fields: {
        integer: 'amount created',
        string: `balance_transaction currency destination_payment_refund id object source_refund transfer`,
        object: 'metadata',
      },
    },
    {
      name: 'payment_methods',
      path: 'customers/{parent.customer_id}/payment_methods',
      parent: { stream: 'customers', key: 'id', as: 'customer_id' },
      incremental: false,
      fields: {
        object: `acss_debit affirm afterpay_clearpay alipay amazon_pay au_becs_debit bacs_debit bancontact blik
          boleto cashapp billing_details card card_present eps fpx giropay grabpay ideal interac_present
          metadata oxxo p24 sepa_debit sofort`,
        string: 'allow_redisplay customer id object type',
        integer: 'created',
        boolean: 'livemode',
      },
    },
    {
      name: 'persons',
      path: 'accounts/{parent.account_id}/persons',
      parent: { stream: 'accounts', key: 'id', as: 'account_id' },
      incremental: false,
      fields: {
        string: `id object phone email address_kana address_kanji first_name_kana gender full_name_aliases
          id_number_secondary_provided first_name_kanji nationality political_exposure registered_address
          account first_name last_name`,
        object: 'address dob future_requirements metadata relationship requirements verification',
        integer: 'created',
        boolean: 'id_number_provided ssn_last_4_provided',
      },
    },
    {
      name: 'application_fees_refunds',
      path: 'application_fees/{parent.application_fee_id}/refunds',
      parent: { stream: 'application_fees', key: 'id', as: 'application_fee_id' },
      incremental: false,
      fields: {
        string: 'id object balance_transaction currency fee',
        number: 'amount created',
        object: 'metadata',
      },
    },
    {
      name: 'bank_accounts',
      path: 'customers/{parent.customer_id}/bank_accounts',
      parent: { stream: 'customers', key: 'id', as: 'customer_id' },
      incremental: false,
      fields: {
        string: `id object account_holder_name account_holder_type account_type bank_name country currency
          customer fingerprint last4 routing_number status`,
        object: 'metadata',
      },
    },
    {
      name: 'invoice_line_items',
      path: 'invoices/{parent.invoice_id}/lines',
      parent: { stream: 'invoices', key: 'id', as: 'invoice_id' },
      incremental: false,
      fields: {
        string: `id invoice invoice_id subscription_item description object type subscription invoice_item
          currency unit_amount_excluding_tax`,
        object: 'metadata period proration_details price',
        boolean: 'discountable livemode proration',
        integer: 'quantity amount amount_excluding_tax invoice_created',
        array: 'margins discount_amounts discounts tax_rates tax_amounts',
        json: 'plan',
      },
    },
    {
      name: 'subscription_items',
      path: 'subscription_items',
      query: { subscription: '{parent.subscription_id}' },
      parent: { stream: 'subscriptions', key: 'id', as: 'subscription_id' },
      incremental: false,
      fields: {
        object: 'metadata discount billing_thresholds price',
        string: 'canceled_at current_period_end subscription id status customer object',
        json: 'plan',
        integer: 'trial_start created quantity current_period_start start',
        boolean: 'cancel_at_period_end livemode',
        number: 'tax_percent application_fee_percent ended_at trial_end',
        array: 'tax_rates',
      },
    },
  ],
  errors: [
    { status: [409], at: 'error.code', matches: '^(lock_timeout|idempotency_key_in_use)$', do: 'retry' },
    { status: [429], at: 'error.code', matches: 'lock_timeout', do: 'retry' },
  ],
  requests_at_once: 8,
  writing: {
    format: 'form',
    values: { moments: 'unix' },
    message: 'error.message',
    // What is sent again within a day is known again by it.
    headers: { 'Idempotency-Key': '{mark}' },
    limits: { requests_at_once: 4 },
    operations: {
      create: { path: '{path}', outcomes: [{ id: 'id' }] },
      update: { path: '{path}/{id}', outcomes: [{ id: 'id' }] },
      remove: { method: 'DELETE', path: '{path}/{id}' },
    },
  },
  objects: [
    {
      name: 'customers',
      with: { path: 'customers' },
      fields: {
        string: 'email name description phone invoice_prefix tax_exempt',
        json: 'address shipping metadata preferred_locales invoice_settings',
        integer: 'balance next_invoice_sequence',
      },
      lookups: [
        {
          by: ['email'],
          path: 'customers',
          query: { email: '{value}', limit: '100' },
          records: 'data',
          value: 'email',
          paging: {
            type: 'cursor',
            cursor_parameter: 'starting_after',
            cursor_path: 'data.-1.id',
            more_path: 'has_more',
          },
        },
      ],
    },
    {
      name: 'products',
      with: { path: 'products' },
      fields: {
        string: 'name description statement_descriptor tax_code unit_label url default_price',
        boolean: 'active shippable',
        json: 'images metadata package_dimensions',
      },
      required: ['name'],
    },
    {
      name: 'prices',
      with: { path: 'prices' },
      fields: {
        string: 'currency product nickname billing_scheme lookup_key tax_behavior',
        boolean: 'active',
        integer: 'unit_amount',
        json: 'recurring metadata',
      },
      required: ['currency', 'product'],
      lookups: [
        {
          by: ['lookup_key'],
          path: 'prices',
          query: { 'lookup_keys[]': '{value}', limit: '100' },
          records: 'data',
          value: 'lookup_key',
        },
      ],
      note: 'A price’s currency, product and amount cannot be changed once it is there: an update that names them is refused. Prices cannot be removed; make them not active.',
    },
    {
      name: 'coupons',
      with: { path: 'coupons' },
      fields: {
        string: 'name currency duration',
        integer: 'amount_off duration_in_months max_redemptions',
        number: 'percent_off',
        datetime: 'redeem_by',
        json: 'metadata',
      },
    },
  ],
});
